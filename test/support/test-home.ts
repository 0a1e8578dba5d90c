import { TestRunner } from 'vitest';

/** Whether the trackers of these tests are kept in a log in memory, and not in the file: see vitest.config.mts. */
export const isOverLog = process.env.TRACKER_TEST_HOME === 'log';

/** Ends the test that is being run, as skipped: it is about the file, or about a process that opens it. */
export function skipOverLog(): void {
  if (isOverLog) TestRunner.getCurrentTest()?.context.skip('about the file');
}
