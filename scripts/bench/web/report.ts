import type { BoardNumbers } from './board-numbers.ts';

const shown = (value: number | undefined): string => (value === undefined ? '—' : String(Number(value.toPrecision(3))));

/** What docs/benchmarks.md says of boards in the browser, as Markdown. */
export const renderBoards = (boards: readonly BoardNumbers[]): string[] => [
  '| board | tickets | first card painted, ms | script, KiB | key to frame, ms | filter to frame, ms |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
  ...boards.map(
    ({ name, size, firstCard, script, key, filter }) =>
      `| ${name} | ${size.toLocaleString('en')} | ${shown(firstCard)} | ${shown(script)} | ${shown(key)} | ${shown(filter)} |`,
  ),
  '',
  'In chromium on this machine, by turns, each time with an empty cache: medians. The filter is the worst of five words.',
];
