import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { withTools } from '../scripts/readme.ts';
import { commonOptions } from '../src/cli/arguments.ts';
import { commands } from '../src/cli/commands/commands.ts';
import { readSteps, World } from './support/transcript.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('the README lists the tools as they are published', () => {
  expect(withTools(readme) === readme, 'run `npm run generate`').toBe(true);
});

it('the README shows what its commands and calls print', async () => {
  const world = new World('git@example.com:acme/pay.git');
  onTestFinished(() => world.end());
  for (const step of readSteps(readme)) {
    const output = await world.run(step);
    const shown = { line: step.line, command: step.command };
    if (!world.matches(step.output, output)) expect({ ...shown, output }).toEqual({ ...shown, output: step.output });
  }
});

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'AGENTS.md'].concat(
  readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
);

it.each(pages)('%s names only commands and options that there are', async (page) => {
  const text = readFileSync(join(import.meta.dirname, '..', page), 'utf8');
  const inline = [...text.matchAll(/(?<!`)`(?:npx (?:--no -- )?)?tracker( [^`]+)`(?!`)/g)];
  const inBlocks = [...text.matchAll(/^(?: {4}|\w*\$ )(?:npx (?:--no -- )?)?tracker( .+?)(?: {2,}.*)?$/gm)];
  for (const [, line = ''] of [...inline, ...inBlocks]) {
    const words = line.trim().split(/\s+/);
    // The program's own options, help, placeholders, and commands in a row.
    if (/^(?:-|[A-Z…]|help\b)/.test(words[0] ?? '') || line.includes(', ')) continue;
    const command = commands.find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `));
    expect(command?.name, `${page}: tracker${line}`).toBeDefined();
    if (!command || command.passesOn) continue;
    const known = [...(await command.options()), ...commonOptions].map(({ name }) => `--${name}`);
    const given = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*|[^\w-]+$/, ''));
    for (const option of given) expect(known, `${page}: tracker${line}`).toContain(option);
  }
});
