const minuteMs = 60_000;
const units = [
  ['y', 365 * 24 * 60],
  ['mo', 30 * 24 * 60],
  ['d', 24 * 60],
  ['h', 60],
  ['min', 1],
] as const;

/** How long ago, in the largest unit that is at least one of it: `3 h`. `time`: milliseconds since 1970, or ISO 8601. */
export function printAge(time: number | string, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - new Date(time).getTime()) / minuteMs));
  for (const [name, length] of units) if (minutes >= length) return `${Math.floor(minutes / length)} ${name}`;
  return 'now';
}

/** The same in words, with the exact time for whoever points at it. */
export function Ago({ time }: { time: number | string }) {
  const age = printAge(time);
  return (
    <time dateTime={new Date(time).toISOString()} title={new Date(time).toLocaleString()}>
      {age === 'now' ? 'just now' : `${age} ago`}
    </time>
  );
}
