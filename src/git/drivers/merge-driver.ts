import { renameSync, rmSync } from 'node:fs';
import { describeSetAside } from '../../domain/event/parse.ts';
import { describeRewritten } from '../../domain/event/rewritten.ts';
import { safeLine } from '../../domain/shown.ts';
import { mergeFiles } from '../../home/file/merge-files.ts';
import { translated } from '../../home/file/translate.ts';

/**
 * What git calls for a merge of `.tracker/data.db`: the result replaces the file `ours`. Throws `database` where a side
 * cannot be read; that file is then as it was, and git reports an ordinary conflict. Answers what users are to be told, a
 * line each.
 */
export function mergeDatabases(
  { base, ours, theirs }: Record<'base' | 'ours' | 'theirs', string>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  return translated('write', async () => {
    const said: string[] = [];
    const draft = `${ours}.tracker`;
    rmSync(draft, { force: true });
    try {
      mergeFiles(
        draft,
        { base, ours, theirs, union: isMerge(env) },
        {
          ours: (count) => void said.push(`${describeSetAside(count)}, of this side.`),
          theirs: (count) => void said.push(`${describeSetAside(count)}, of the other side.`),
          conflicts: (found) => {
            const named = found.slice(0, shown).map(({ key, fields }) => `${key} (${fields.join(', ')})`);
            const more = found.length > shown ? ` and ${found.length - shown} more` : '';
            said.push(
              safeLine(`Both sides changed ${named.join(', ')}${more}: tracker conflicts shows how to settle it.`),
            );
          },
          rewritten: (found, creations) => {
            for (const line of describeRewritten(found.slice(0, shown), creations)) said.push(safeLine(line));
            if (found.length > shown) said.push(`${found.length - shown} more events were rewritten or redacted.`);
          },
        },
      );
      renameSync(draft, ours);
    } finally {
      rmSync(draft, { force: true });
    }
    return said;
  });
}

/**
 * git names what it merges to those whom it starts, in `merge`, also with `--squash`, and in `pull`. Where it replays a commit
 * (cherry-pick, rebase, stash pop) the base is that commit's parent, and what only that has stays out, so that a rebase can
 * drop.
 */
const isMerge = (env: NodeJS.ProcessEnv): boolean =>
  Object.keys(env).some((name) => /^GITHEAD_[0-9a-f]{40,}$/.test(name));

/** Of events, in lines that each name one, and of tickets. */
const shown = 20;
