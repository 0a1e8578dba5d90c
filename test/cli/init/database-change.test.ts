import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planDatabase } from '../../../src/cli/init/database-change.ts';
import { UsageError } from '../../../src/cli/usage.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';

test('the first project is named after the repository or as is wanted, the next one beside it', async () => {
  const { root } = makeRepository({ name: 'payments' });
  const { context } = openContext({ cwd: root });
  const named = await planDatabase(context, undefined);
  expect(named).toMatchObject({ what: '.tracker/data.db', state: 'create', note: 'project PAY' });
  expect(existsSync(join(root, '.tracker'))).toBe(false);
  const wanted = await planDatabase(context, 'pay');
  expect(wanted).toMatchObject({ state: 'create', note: 'project PAY' });
  await wanted.apply();
  expect(await planDatabase(context, undefined)).toMatchObject({ state: 'keep', note: 'project PAY' });
  const other = await planDatabase(context, 'shop');
  expect(other).toMatchObject({ state: 'change', note: 'project SHOP in place of PAY, which has no ticket' });
  await other.apply();
  expect(await planDatabase(context, undefined)).toMatchObject({ state: 'keep', note: 'project SHOP' });
  expect((await runCommand({ cwd: root }, 'create', 'First')).stdout).toMatch(/^Created SHOP-/);
  const more = await planDatabase(context, 'OPS');
  expect(more).toMatchObject({
    state: 'change',
    note: expect.stringMatching(/^one more project, OPS; .*"project" in \.tracker\/config\.json$/),
  });
  await more.apply();
  expect(await planDatabase(context, 'ops')).toMatchObject({ state: 'keep', note: 'project OPS' });
  expect(await planDatabase(context, undefined)).toMatchObject({ state: 'keep', note: 'project SHOP' });
  expect((await runCommand({ cwd: root }, 'create', 'Second')).stdout).toMatch(/^Created SHOP-/);
});

test('the configured project is the first one, unasked', async () => {
  const repository = makeRepository({ name: 'payments' });
  repository.write('.tracker/config.json', '{"project": "ops"}');
  const { context } = openContext({ cwd: repository.root });
  const ask = () => Promise.reject(new Error('Asked.'));
  expect(await planDatabase(context, undefined, { ask })).toMatchObject({ note: 'project OPS' });
});

test('the key is asked for where none is given and none is there', async () => {
  const { context } = openContext({ cwd: makeRepository({ name: 'payments-api' }).root });
  const asked: string[] = [];
  const ask = async (made: string) => {
    asked.push(made);
    return 'pay';
  };
  expect(await planDatabase(context, undefined, { ask })).toMatchObject({ note: 'project PAY' });
  expect(await planDatabase(context, 'OPS', { ask })).toMatchObject({ note: 'project OPS' });
  expect(asked).toEqual(['PAP']);
});

test('what is no project key is refused, with what one is', async () => {
  const { context } = openContext({ cwd: makeRepository().root });
  const refusal = planDatabase(context, 'not a key');
  await expect(refusal).rejects.toBeInstanceOf(UsageError);
  await expect(refusal).rejects.toThrow(/^--key must be a project key, .*\.$/);
});
