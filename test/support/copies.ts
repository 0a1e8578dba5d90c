import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { copyFolder } from './copy-folder.ts';
import { makeDirectory, openRepository, type TestRepository } from './workspace.ts';

type Made<Name extends string> = Record<Name, { root: string }>;

/**
 * What many tests of a file begin with is made once, by dozens of processes, and copied for each by one. The names are of
 * repositories, bare ones among them; a remote that is one of them is its copy in the copy.
 */
export function copiesOf<Name extends string>(
  make: () => Promise<Made<Name>>,
): () => Promise<Record<Name, TestRepository>> {
  let made: Promise<Made<Name>> | undefined;
  return async () => {
    // What another file of tests has made in this process is gone with that.
    if (made === undefined || !Object.values<{ root: string }>(await made).every(({ root }) => existsSync(root)))
      made = make();
    return copyAll(await made);
  };
}

function copyAll<Name extends string>(made: Made<Name>): Record<Name, TestRepository> {
  const copies = Object.entries<{ root: string }>(made).map(([name, { root }]) => {
    const copy = join(makeDirectory(), basename(root));
    copyFolder(root, copy);
    return { name, root, copy: openRepository(copy), isBare: !existsSync(join(copy, '.git')) };
  });
  for (const { copy, isBare } of copies) {
    const config = join(copy.root, isBare ? 'config' : '.git/config');
    const text = readFileSync(config, 'utf8');
    const moved = copies.reduce((changed, one) => changed.replaceAll(one.root, one.copy.root), text);
    if (moved !== text) writeFileSync(config, moved);
    // git knows files by their inodes as well, and takes the copies for changed ones until it has looked.
    if (!isBare) copy.git('update-index', '-q', '--refresh');
  }
  return Object.fromEntries(copies.map(({ name, copy }) => [name, copy])) as Record<Name, TestRepository>;
}
