import type { Http } from './measure.ts';

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** What docs/benchmarks.md says of `tracker serve` besides its goals, as Markdown. */
export function renderHttp({ size, cost, clients, beside, streams, cards, process }: Http): string[] {
  return [
    '| processor of a call, ms | stdio | REST | MCP over HTTP |',
    '| --- | ---: | ---: | ---: |',
    ...cost.map(
      ({ action, stdio, rest, mcp }) =>
        `| ${action} | ${shown(stdio)} | ${shown(stdio + rest)} | ${shown(stdio + mcp)} |`,
    ),
    '',
    `At ${size.toLocaleString('en')} tickets, servers by turns. ${clients.clients} clients, one call per 500 ms each, a write in five: ${clients.paced.failed} of ${clients.paced.calls} failed, p99 of reads ${shown(clients.paced.reads)} ms (alone ${shown(clients.alone)}), of writes ${shown(clients.paced.writes)} ms.`,
    `Without pauses they take ${shown(clients.ratio)} × the time of the same calls one after another.`,
    `Over stdio beside 50 HTTP writers p99 of a list is ${shown(beside.beside.read)} ms (alone ${shown(beside.alone.read)}), of a create ${shown(beside.beside.write)} ms (alone ${shown(beside.alone.write)}).`,
    `A change is with the last of ${streams.streams} streams after ${shown(streams.last)} ms. ${cards.open.toLocaleString('en')} cards take ${shown(cards.full)} ms of processor and ${shown(cards.size)} KiB, unchanged ones ${shown(cards.unchanged)} ms, the first after a write ${shown(cards.renewed)} ms.`,
    `\`tracker serve\` starts in ${shown(process.start)} ms, ${shown(process.ratio)} × bare Node, and has ${shown(process.early.mib)} MiB after ${process.early.calls.toLocaleString('en')} calls and ${shown(process.late.mib)} after ${process.late.calls.toLocaleString('en')}.`,
  ];
}
