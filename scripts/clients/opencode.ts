import { type ClientTest, checkIncludes } from './check.ts';
import { runWell } from './run.ts';

export const opencode: ClientTest = {
  name: 'opencode',
  spec: 'opencode-ai@latest',
  bin: 'opencode',
  async run({ root, env: plain, program }, check) {
    const env = { ...plain, OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' };
    await check('mcp list connects', async () => {
      checkIncludes(await runWell(program, ['mcp', 'list'], { cwd: root, env }), '✓ tracker', 'connected');
    });
  },
};
