import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

export default defineConfig({
  // What scripts/build.ts puts into the program; tests of what is published read src/mcp/published.ts.
  define: { TRACKER_VERSION: JSON.stringify(version), TRACKER_PUBLISHED: 'undefined' },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build-once.ts',
    reporters: ['default', './test/support/closing-line.ts'],
    // Tests that start the program or git share two cores.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
