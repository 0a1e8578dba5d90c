import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { published } from '../src/mcp/published.ts';
import type { PublishedTool } from '../src/mcp/tools/tool.ts';
import { withGenerated } from './generated.ts';

const path = join(import.meta.dirname, '../README.md');
/** The README with its table of tools made from what the program publishes. */
export const withTools = (readme: string): string =>
  withGenerated(readme, { name: 'tools', by: 'npm run generate' }, renderTools(published.tools));

function renderTools(tools: readonly PublishedTool[]): string {
  const rows = tools.map(({ name, inputSchema: { properties }, annotations }) => {
    const { action, ...fields } = properties;
    const actions = action?.enum?.map((word) => `\`${word}\``).join(' ') ?? 'search';
    return `| \`${name}\`${annotations.readOnlyHint ? ' (reads only)' : ''} | ${actions} | ${Object.keys(fields).join(', ')} |`;
  });
  return ['', '| tool | actions | fields |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(path, withTools(readFileSync(path, 'utf8')));
