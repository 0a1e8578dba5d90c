import type { Reporter, TestModule, TestSuite } from 'vitest/node';

type Counts = Record<'passed' | 'failed' | 'skipped', number>;

/**
 * Prints the outcome as the last line of a run: `N passed, N failed` and, where there are any, `, N skipped`.
 * What kept tests from running at all, a file that does not load say, counts as failed.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) count(module, counts);
    const { passed, failed, skipped } = counts;
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}

function count(module: TestModule, counts: Counts): void {
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed' || state === 'failed') counts[state]++;
    else counts.skipped++;
  }
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  counts.failed += suites.filter((suite) => suite.errors().length > 0).length;
}
