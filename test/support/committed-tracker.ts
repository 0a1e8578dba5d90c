import { copiesOf } from './copies.ts';
import { openTracker } from './in-process.ts';
import { makeRepository, type TestRepository } from './workspace.ts';

/** A repository with the ticket "base" in its one commit. */
export const committedTracker = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'base' });
  workspace.close();
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'tickets');
  return { repository };
});
