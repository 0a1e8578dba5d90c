import { expect, test } from 'vitest';
import { makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

test('what the commands did is listed, and no token or code is in it', async () => {
  const { root } = makeRepository();
  const run = (...args: string[]) => runCommand({ cwd: root }, ...args);
  expect((await run('audit')).stdout).toBe('Nothing was done or refused.\n');
  await run('actor', 'add', 'bot', '--kind', 'agent');
  const { id } = JSON.parse((await run('token', 'create', '--actor', 'bot', '--scope', 'read', '--json')).stdout);
  await run('pair', '--actor', 'bot');
  const next = JSON.parse((await run('token', 'rotate', id, '--json')).stdout);
  await run('token', 'revoke', next.id);
  const rows = JSON.parse((await run('audit', '--json')).stdout);
  expect(rows.map(({ action, subject }: Record<string, string>) => [action, subject]).reverse()).toEqual([
    ...[
      ['actor.add', 'alice'],
      ['actor.add', 'bot'],
      ['token.create', id],
    ],
    ...[
      ['pairing.create', 'bot'],
      ['token.rotate', id],
      ['token.revoke', next.id],
    ],
  ]);
  expect(rows[0]).toMatchObject({ number: 6, actor: 'alice', address: 'local', token: null, events: [], code: null });
  const text = (await run('audit', '--subject', id)).stdout;
  expect(text).toMatch(/^5 +\d{4}-.* alice {2}token\.rotate .*done +local\n3 +.*token\.create .*\n$/);
  expect(JSON.stringify(rows)).not.toContain('trk_');
  expect(await run('audit', '--limit', 'all')).toMatchObject({ code: 2, stderr: '--limit takes a whole number.\n' });
});
