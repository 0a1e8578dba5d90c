import { createRequire } from 'node:module';
import type { TestProject } from 'vitest/node';

const { refresh }: { refresh(): void } = createRequire(import.meta.url)('../../scripts/checkout.cjs');

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the program could not be built; tests that start it fail with this. */
    buildError: string | undefined;
  }
}

/** Builds the program before the first test, where a source is newer than it. */
export default function buildOnce(project: TestProject): void {
  try {
    refresh();
    project.provide('buildError', undefined);
  } catch (error) {
    project.provide('buildError', error instanceof Error ? error.message : String(error));
  }
}
