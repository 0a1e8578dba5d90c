/** A time in milliseconds since 1970 as JSON has it: `2026-12-01T08:30:00.000Z`; null where there is none. */
export const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
