import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { httpPath, withRoutes } from '../scripts/http.ts';
import { checkBuilt, program } from './support/client.ts';
import { isolatedEnv, makeDirectory, makeRepository } from './support/workspace.ts';

const page = readFileSync(httpPath, 'utf8');

test('docs/http.md has the tables by which the server works', () => {
  expect(withRoutes(page)).toBe(page);
});

/** The page's commands as one script: the server takes a port that is free, and is waited for and ended. */
function scriptOf(markdown: string): string {
  const commands = [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('');
  return [
    'set -euo pipefail',
    "trap 'kill $! && wait $!' EXIT",
    commands
      .replace('tracker serve &', 'tracker serve --addr :0 >said &')
      .replace(/^URL=.*$/m, "until grep -q ' at ' said; do sleep 0.1; done; URL=$(sed 's/.* at //' said)")
      .replace(/^curl .*$/gm, '$&; echo'),
  ].join('\n');
}

test('every command of docs/http.md does what the page says', () => {
  checkBuilt();
  const { root } = makeRepository();
  const bin = join(makeDirectory(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'tracker'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(bin, 'tracker'), 0o755);
  const env = isolatedEnv();
  const output = execFileSync('bash', ['-c', scriptOf(page)], {
    cwd: root,
    env: { ...env, PATH: `${bin}:${env.PATH}` },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const answers = output.split('\n').filter((line) => line.startsWith('{'));
  expect(answers.map((line) => JSON.parse(line))).toMatchObject([
    { actor: 'alice' },
    { type: 'bug', status: 'triage' },
    { tickets: [{ title: 'Refunds are sent twice' }] },
    { tickets: [{ title: 'Refunds are sent twice' }], query: 'refunds' },
    {},
    { events: [], position: expect.any(String) },
  ]);
});
