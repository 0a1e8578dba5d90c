import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeDirectory, openRepository, type TestRepository } from './workspace.ts';

/**
 * What many tests of a file begin with is made once, by dozens of processes, and copied for each by one. The names are of
 * repositories, bare ones among them; a remote that is one of them is its copy in the copy.
 */
export function copiesOf<Name extends string>(
  make: () => Promise<Record<Name, { root: string }>>,
): () => Promise<Record<Name, TestRepository>> {
  let made: Promise<Record<Name, { root: string }>> | undefined;
  return async () => {
    made ??= make();
    return copyAll(await made);
  };
}

function copyAll<Name extends string>(made: Record<Name, { root: string }>): Record<Name, TestRepository> {
  const copies = Object.entries<{ root: string }>(made).map(([name, { root }]) => {
    const copy = join(makeDirectory(), basename(root));
    execFileSync('cp', ['-a', root, copy]);
    return { name, root, copy };
  });
  for (const { copy } of copies) {
    const config = join(copy, existsSync(join(copy, '.git')) ? '.git/config' : 'config');
    const text = readFileSync(config, 'utf8');
    writeFileSync(
      config,
      copies.reduce((changed, one) => changed.replaceAll(one.root, one.copy), text),
    );
  }
  return Object.fromEntries(copies.map(({ name, copy }) => [name, openRepository(copy)])) as Record<
    Name,
    TestRepository
  >;
}
