import type { Goal } from '../goals.ts';
import type { Http } from './measure.ts';

/** Milliseconds of processor that a call may take more than over stdio. */
const restGoal = 0.3;
const mcpGoal = 1;
/** Cards that the goals are about. */
const cards = 5_889;

export function httpGoals({ cost, clients, beside, streams, cards: answered, process }: Http): Goal[] {
  const { paced, alone } = clients;
  // A board of another size is measured by what it would cost at that of the goal.
  const share = cards / answered.open;
  return [
    ...cost.flatMap(({ action, rest, mcp }) => [
      { what: `processor of ${action} by REST, more than over stdio`, goal: restGoal, measured: rest, unit: ' ms' },
      { what: `processor of ${action} by MCP over HTTP, the same`, goal: mcpGoal, measured: mcp, unit: ' ms' },
    ]),
    { what: `of ${paced.calls} calls of ${clients.clients} clients over HTTP failed`, goal: 0, measured: paced.failed },
    { what: 'p99 of their reads, of alone', goal: 20, measured: paced.reads / alone, unit: ' ×' },
    { what: 'p99 of their reads', goal: 100, measured: paced.reads, unit: ' ms' },
    { what: 'without pauses failed', goal: 0, measured: clients.failedAtOnce },
    { what: 'without pauses, of one after another', goal: 1, measured: clients.ratio, unit: ' ×' },
    { what: `cards: processor at ${cards} open`, goal: 25, measured: answered.full * share, unit: ' ms' },
    { what: `cards: gzip at ${cards} open`, goal: 300, measured: answered.size * share, unit: ' KiB' },
    { what: 'cards that have not changed: processor', goal: 1, measured: answered.unchanged, unit: ' ms' },
    { what: `a change to the last of ${streams.streams} streams`, goal: 1_000, measured: streams.last, unit: ' ms' },
    { what: 'changes that a stream did not hear of', goal: 0, measured: streams.missed },
    { what: 'start of serve, of bare node', goal: 8, measured: process.ratio, unit: ' ×' },
    { what: `memory of serve after ${process.late.calls} calls`, goal: 256, measured: process.late.mib, unit: ' MiB' },
    {
      what: `the same, of after ${process.early.calls}`,
      goal: 1.1,
      measured: process.late.mib / process.early.mib,
      unit: ' ×',
    },
    { what: 'p99 of a list over stdio beside 50 HTTP writers', goal: 150, measured: beside.beside.read, unit: ' ms' },
    { what: 'p99 of a create over stdio beside them', goal: 500, measured: beside.beside.write, unit: ' ms' },
  ];
}
