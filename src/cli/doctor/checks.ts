import type { Check } from './check.ts';
import { clientFiles } from './client-checks.ts';
import { integrity } from './database-checks.ts';
import { configuration, databaseFile, fileSize, sidecars, temporaryFiles } from './file-checks.ts';
import { attributes, drivers, droppedWrites, gitState, ignoreRules, looseObjects, otherPaths } from './git-checks.ts';
import { lock, sideFiles } from './lock-checks.ts';
import { rewrittenEvents } from './rewritten-check.ts';
import { gitVersion, nodeVersion } from './system.ts';

/** In the order in which they are shown. */
export const checks: readonly Check[] = [
  nodeVersion,
  gitVersion,
  databaseFile,
  integrity,
  fileSize,
  sidecars,
  temporaryFiles,
  lock,
  sideFiles,
  configuration,
  attributes,
  otherPaths,
  ignoreRules,
  drivers,
  gitState,
  droppedWrites,
  rewrittenEvents,
  looseObjects,
  clientFiles,
];
