import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Rooms whose tests keep nothing from one file to the next but what test/support/clean-up.ts takes away. */
const together = [
  ...['domain', 'render', 'store', 'mcp', 'actions', 'cli/terminal', 'cli/commands', 'home'].map(
    (room) => `test/${room}/**/*.test.ts`,
  ),
];
/** Rooms whose tests are git, processes, sockets and kills rather than code of ours: two thirds of all the time. */
const system = [
  ...['reliability', 'git', 'hostile', 'cli/doctor', 'cli/init', 'serve', 'remote', 'cli/network', 'deploy'].map(
    (room) => `test/${room}/**/*.test.ts`,
  ),
  'test/{checkout,package}.test.ts',
  'test/budget/large-store.test.ts',
  'test/cli/{caller,command-line,conflicts,days,load,place,reads,roots,upgrade}.test.ts',
  'test/cli/commands/{history-commands,merge,recover,sync}.test.ts',
];
/** What a browser shows; test/web/short.test.ts alone belongs to every run. */
const inBrowser = ['test/web/**/*.test.ts'];
const short = 'test/web/short.test.ts';
const counted = 'test/**/*.work.test.ts';

export default defineConfig({
  // What scripts/build.ts puts into the program; tests of what is published read src/mcp/published.ts.
  define: { TRACKER_VERSION: JSON.stringify(version), TRACKER_BUILD: '""', TRACKER_PUBLISHED: 'undefined' },
  test: {
    // Tests wait for programs that they start as often as they work: by itself vitest leaves one of two cores idle.
    maxWorkers: availableParallelism() + 1,
    globalSetup: 'test/support/build-once.ts',
    setupFiles: ['test/support/clean-up.ts', 'test/support/seed.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // A guard against hangs alone: how long anything takes says nothing about it on a machine that is ten times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      // A process for each file takes a second before its first test, as long as most of these files take.
      { extends: true, test: { name: 'together', include: together, exclude: [...system, counted], isolate: false } },
      // The same actions over another home than the file: see test/support/over-log.ts.
      {
        extends: true,
        test: {
          name: 'over a log',
          include: ['test/actions/**/*.test.ts'],
          // About files beside the tracker, and servers that come and go.
          exclude: ['test/actions/search/index.test.ts'],
          isolate: false,
          env: { TRACKER_TEST_HOME: 'log' },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts'],
          exclude: [...together, ...system, ...inBrowser, counted],
        },
      },
      { extends: true, test: { name: 'system', include: system, exclude: [counted] } },
      { extends: true, test: { name: 'web', include: inBrowser, exclude: [short] } },
      { extends: true, test: { name: 'web, in short', include: [short] } },
      {
        extends: true,
        test: {
          name: 'work',
          include: [counted],
          setupFiles: 'test/support/count-from-the-start.ts',
        },
      },
    ],
  },
});
