import { globSync, statSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { buildProgram, writeProgram } from '../../scripts/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why the program could not be built; tests that start it fail with this. */
    buildError: string | undefined;
  }
}

/** Builds the program before the first test, where a source is newer than it. */
export default async function buildOnce(project: TestProject): Promise<void> {
  try {
    if (isStale()) writeProgram(await buildProgram());
    project.provide('buildError', undefined);
  } catch (error) {
    project.provide('buildError', error instanceof Error ? error.message : String(error));
  }
}

function isStale(): boolean {
  const built = statSync('dist/tracker.js', { throwIfNoEntry: false });
  const sources = [...globSync('src/**'), ...globSync('scripts/**'), 'package.json', 'package-lock.json'];
  return !built || sources.some((path) => statSync(path).mtimeMs > built.mtimeMs);
}
