import type { Published } from '../mcp/handshake.ts';

declare const TRACKER_VERSION: string;
declare const TRACKER_BUILD: string;
declare const TRACKER_PUBLISHED: Published;

/** The version in package.json, put here by scripts/build.ts. */
export const version: string = TRACKER_VERSION;

/** Another for every other build. */
export const build: string = TRACKER_BUILD;

/** What src/mcp/published.ts evaluated to when the program was built. */
export const published: Published = TRACKER_PUBLISHED;
