import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/git/ask/repository.ts';
import { whereabouts } from '../../../src/git/ask/whereabouts.ts';
import { openTracker } from '../../support/in-process.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { makeRepository } from '../../support/workspace.ts';

/** A clone whose branch `feature`, alone, has committed an event; main is checked out. */
async function withFeature() {
  const repository = makeRepository();
  const { root, git } = repository;
  const { call, workspace } = openTracker(root);
  await call('ticket', { action: 'create', title: 'A ticket' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tracker');
  git('switch', '--quiet', '--create', 'feature');
  await call('ticket', { action: 'create', title: 'Of the feature' });
  const [event] = await workspace.read(authorOf('anna'), async (tx) =>
    tx.db.$client.prepare('select hex(id) from events order by event desc').pluck().all(),
  );
  const { idFromBytes } = await import('../../../src/domain/event/id.ts');
  const notes = [{ event: idFromBytes(Buffer.from(String(event), 'hex')), place: 'refs/heads/feature' }];
  git('commit', '--quiet', '--all', '--message', 'feature');
  git('switch', '--quiet', 'main');
  return { ...repository, notes, gone: whereabouts(locate(root)) };
}

describe('an event', () => {
  it('is there as long as some branch has it, a remote one too', async () => {
    const { git, notes, gone } = await withFeature();
    expect(await gone(notes)).toEqual([]);
    git('update-ref', 'refs/remotes/origin/kept', 'feature');
    git('branch', '--quiet', '-D', 'feature');
    expect(await gone(notes)).toEqual([]);
    git('update-ref', '-d', 'refs/remotes/origin/kept');
    expect(await gone(notes)).toEqual([notes[0]!.event]);
  });

  it('is there as long as a work tree has it, committed or not', async () => {
    const { root, git, notes, gone } = await withFeature();
    const tree = join(dirname(root), 'tree');
    git('worktree', 'add', '--quiet', '--detach', tree, 'feature');
    git('branch', '--quiet', '-D', 'feature');
    expect(await gone(notes)).toEqual([]);
    expect(await whereabouts(locate(tree))(notes)).toEqual([]);
    git('worktree', 'remove', '--force', tree);
    expect(await gone(notes)).toEqual([notes[0]!.event]);
  });

  it('is looked for again in a work tree whose file has changed', async () => {
    const { root, git, notes, gone } = await withFeature();
    git('branch', '--quiet', '-m', 'feature', 'renamed');
    git('switch', '--quiet', 'renamed');
    expect(await gone(notes)).toEqual([]);
    git('switch', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'renamed');
    expect(await gone(notes)).toEqual([notes[0]!.event]);
    expect(await whereabouts(locate(root))([])).toEqual([]);
  });

  it('is not gone because a file cannot be read or git does not answer', async () => {
    const { root, git, notes, gone } = await withFeature();
    git('branch', '--quiet', '-D', 'feature');
    writeFileSync(join(root, '.tracker/data.db'), 'nothing of ours');
    expect(await gone(notes)).toEqual([]);
    git('checkout', '--quiet', '.');
    rmSync(join(root, '.git/HEAD'));
    expect(await gone(notes)).toEqual([]);
  });
});
