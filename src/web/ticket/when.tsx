import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const now = signal(Date.now());
const stepMs = 30_000;

/** While the page is open, what was "just now" grows older. */
export function useClock(): void {
  useEffect(() => {
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, stepMs);
    return () => clearInterval(timer);
  }, []);
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function ago(ms: number): string {
  for (const [unit, size] of units) if (Math.abs(ms) >= size) return relative.format(-Math.round(ms / size), unit);
  return relative.format(0, 'second');
}

/** How long ago something was; exactly, where one points at it. */
export function When({ time }: { time: string }) {
  const at = new Date(time);
  return (
    <time dateTime={time} title={exact.format(at)}>
      {ago(now.value - at.getTime())}
    </time>
  );
}
