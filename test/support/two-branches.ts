import { copiesOf } from './copies.ts';
import { openTracker } from './in-process.ts';
import { makeRepository, type TestRepository } from './workspace.ts';

/** On `main` the tickets "base" and "on main", on `other`, which is checked out, "base" and "on other". */
export const twoBranches = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  const { call, workspace } = openTracker(repository.root);
  const commit = async (title: string) => {
    await call('ticket', { action: 'create', title });
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', title);
  };
  await commit('base');
  repository.git('branch', 'other');
  await commit('on main');
  repository.git('checkout', '--quiet', 'other');
  await commit('on other');
  workspace.close();
  return { repository };
});
