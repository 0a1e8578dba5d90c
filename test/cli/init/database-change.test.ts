import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planDatabase } from '../../../src/cli/init/database-change.ts';
import { UsageError } from '../../../src/cli/usage.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openContext } from '../context.ts';

test('the first project is named after the folder or as is wanted, the next one beside it', async () => {
  const { root } = makeRepository({ name: 'payments' });
  const { context } = openContext({ cwd: root });
  const named = await planDatabase(context, undefined);
  expect(named).toMatchObject({ what: '.tracker/data.db', state: 'create', note: 'project PAYME' });
  expect(existsSync(join(root, '.tracker'))).toBe(false);
  const wanted = await planDatabase(context, 'pay');
  expect(wanted).toMatchObject({ state: 'create', note: 'project PAY' });
  await wanted.apply();
  expect(await planDatabase(context, undefined)).toMatchObject({ state: 'keep', note: 'project PAY' });
  const more = await planDatabase(context, 'OPS');
  expect(more).toMatchObject({ state: 'change', note: 'one more project, OPS' });
  await more.apply();
  expect(await planDatabase(context, 'ops')).toMatchObject({ state: 'keep', note: 'project OPS' });
  expect(await planDatabase(context, undefined)).toMatchObject({ state: 'keep', note: 'project PAY' });
});

test('what is no project key is refused, with what one is', async () => {
  const { context } = openContext({ cwd: makeRepository().root });
  const refusal = planDatabase(context, 'not a key');
  await expect(refusal).rejects.toBeInstanceOf(UsageError);
  await expect(refusal).rejects.toThrow(/^--key must be a project key, .*\.$/);
});
