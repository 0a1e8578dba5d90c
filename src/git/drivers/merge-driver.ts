import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mergeFiles } from '../../home/file/canonical.ts';
import { translated } from '../../home/file/translate.ts';

/**
 * What git calls for a merge of `.tracker/data.db`: the result replaces the file `ours`. Throws `database` where a side
 * cannot be read; that file is then as it was, and git reports an ordinary conflict.
 */
export function mergeDatabases({ base, ours, theirs }: { base: string; ours: string; theirs: string }): Promise<void> {
  return translated('write', async () => {
    const merged = mergeFiles({ base: readFileSync(base), ours: readFileSync(ours), theirs: readFileSync(theirs) });
    const draft = `${ours}.tracker`;
    writeFileSync(draft, merged);
    renameSync(draft, ours);
  });
}
