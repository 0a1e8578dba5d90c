import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completeWords } from '../../../src/cli/topics/complete-words.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';

test('the word that is typed is completed by what can stand there', async () => {
  const { root } = makeRepository();
  const { context } = openContext({ cwd: root });
  const complete = (...argv: string[]) => completeWords(argv, context);
  expect(await complete('cl')).toEqual(['close', 'claim']);
  expect(await complete('board', 's')).toEqual(['summary', 'stats']);
  expect(await complete('create', '--ty')).toEqual(['--type']);
  expect(await complete('list', '--type', 'b')).toEqual(['bug']);
  expect(await complete('new', '-s', 'tri')).toEqual(['triage']);
  expect(await complete('help', 'que')).toEqual(['queries', 'query']);
  expect(await complete('show', '')).toEqual([]);
  expect(existsSync(join(root, '.tracker'))).toBe(false);
});

test('keys are completed, the one that was changed last first', async () => {
  const { root } = makeRepository();
  for (const title of ['One', 'Two']) await runCommand({ cwd: root }, 'create', title, '--project', 'WEB');
  const { context } = openContext({ cwd: root });
  expect(await completeWords(['show', 'web-'], context)).toEqual([
    expect.stringMatching(/^WEB-\d{6}$/),
    expect.stringMatching(/^WEB-\d{6}$/),
  ]);
  expect(await completeWords(['move', 'WEB-1', 'in'], context)).toEqual(['in_progress']);
});

test('each shell has a script, and another word is refused', async () => {
  const { root } = makeRepository();
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await runCommand({ cwd: root }, 'completion', shell);
    expect({ code, calls: stdout.includes('tracker complete-words -- ') }).toEqual({ code: 0, calls: true });
  }
  expect((await runCommand({ cwd: root }, 'completion', 'constructor')).stderr).toContain('bash, zsh, fish');
});
