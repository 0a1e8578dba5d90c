import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkBuilt, program } from './support/client.ts';
import { isolatedEnv } from './support/workspace.ts';

test('the program serves, tells each token of its scopes, takes a ticket through its review, and ends when told to', () => {
  checkBuilt();
  const said = execFileSync('sh', ['scripts/smoke.sh', program], { env: isolatedEnv(), encoding: 'utf8' });
  expect(said.trim().split('\n')).toEqual([
    'ok actors and tokens',
    'ok serving',
    'ok health, discovery, and nothing without a token',
    'ok each token is told of its scopes’ tools',
    'ok a ticket with its review, by MCP and by REST',
    'ok events, and the command line beside it',
    'ok stopped',
  ]);
});
