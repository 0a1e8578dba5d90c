import type { Check } from './clients/check.ts';
import { checkClones } from './install/clone.ts';
import { checkManagers, checkMissingDriver } from './install/managers.ts';
import { checkNpm } from './install/project.ts';
import { closeSite, openSite } from './install/site.ts';

/**
 * npm run test:install [-- clone managers npm]: installs HEAD and its package in all the ways that the README names, with an
 * empty home and without a compiler, make or Python. Ends with 1 where one of them fails, or what it needs cannot be had from
 * the registry.
 */
const wanted = process.argv.slice(2);
const isWanted = (part: string) => wanted.length === 0 || wanted.includes(part);

const counts = { passed: 0, failed: 0 };
const print = (text: string) => void process.stdout.write(`${text}\n`);

const check: Check = async (title, body) => {
  const started = performance.now();
  const report = (outcome: string) =>
    print(`${outcome}  ${title}  (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  try {
    await body();
    counts.passed++;
    report('ok    ');
  } catch (error) {
    counts.failed++;
    report('FAILED');
    print(`        ${(error as Error).message.trim().replaceAll('\n', '\n        ')}`);
  }
};

async function checkPackage(): Promise<void> {
  if (isWanted('managers')) await checkMissingDriver(site);
  if (isWanted('managers')) await checkManagers(site);
  if (isWanted('npm')) await checkNpm(site);
}

const site = await openSite(check);
try {
  // Two at a time: most of it is unpacking.
  await Promise.all([isWanted('clone') && checkClones(site), checkPackage()]);
} finally {
  closeSite(site);
}
print(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
