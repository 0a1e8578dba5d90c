import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkServer, checkVersion, nodeFor, npmOf, openShell, root, type Shell, type Site, shellIn } from './site.ts';

/** What the README says to do in a fresh clone, with the machine's own Node. */
export async function checkClones(site: Site): Promise<void> {
  const { check } = site;
  const clones: [number, Shell][] = [];
  // All of one commit, whatever is committed meanwhile.
  for (const major of [10, 11, 12]) clones.push([major, await cloneFor(site, major)]);
  for (const [major, { cwd, env, run }] of clones) {
    await check(`clone, npm ${major}: npm ci, with scripts allowed`, async () => {
      await run('npm', 'ci', '--ignore-scripts=false');
      checkVersion(site, await run('npx', 'tracker', '--version'));
    });
    await check(`clone, npm ${major}: npm ci && npx tracker --mcp-server`, async () => {
      await run('git', 'clean', '-fdxq');
      await run('npm', 'ci');
      await checkServer({ cwd, env }, 'npx', 'tracker', '--mcp-server');
    });
    await check(`clone, npm ${major}: npm test`, async () => {
      const printed = await run('npm', 'test', '--', 'test/cli/arguments.test.ts');
      if (!/^[1-9]\d* passed, 0 failed$/m.test(printed)) throw new Error(printed.slice(-500));
    });
  }
  await check('clones make the same package, to the byte', async () => {
    const tarballs: Buffer[] = [];
    for (const [, { cwd, run }] of clones.slice(0, 2)) {
      await run('npm', 'run', '--silent', 'pack');
      tarballs.push(readFileSync(join(cwd, `tracker-mcp-${site.version}.tgz`)));
    }
    const [first, second] = tarballs;
    if (!first || !second || !first.equals(second)) throw new Error('the packages of two clones are not the same');
  });
}

async function cloneFor(site: Site, major: number): Promise<Shell> {
  const { cwd, env, run } = openShell(site, `npm-${major}`, { ...(await npmOf(major)), ...nodeFor(major) });
  await run('git', 'clone', '--quiet', root, 'tracker');
  return shellIn(join(cwd, 'tracker'), env);
}
