import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const pure = ['test/domain/**/*.test.ts', 'test/render/**/*.test.ts'];

export default defineConfig({
  // What scripts/build.ts puts into the program; tests of what is published read src/mcp/published.ts.
  define: { TRACKER_VERSION: JSON.stringify(version), TRACKER_BUILD: '""', TRACKER_PUBLISHED: 'undefined' },
  test: {
    // Tests wait for programs that they start as often as they work: by itself vitest leaves one of two cores idle.
    maxWorkers: availableParallelism() + 1,
    globalSetup: 'test/support/build-once.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    // A guard against hangs alone: how long anything takes says nothing about it on a machine that is ten times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      // Pure functions keep nothing from one file to the next: without an isolated worker each they take a third of the time.
      { extends: true, test: { name: 'pure', include: pure, exclude: ['**/*.work.test.ts'], isolate: false } },
      {
        extends: true,
        test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [...pure, '**/*.work.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'work',
          include: ['test/**/*.work.test.ts'],
          setupFiles: 'test/support/count-from-the-start.ts',
        },
      },
    ],
  },
});
