import { cpus } from 'node:os';
import { type Goal, isReached, listGoals } from './goals.ts';
import { renderHttp } from './http/report.ts';
import type { Latency } from './measure-growth.ts';
import { type Merged, mergedEvents } from './measure-merge.ts';
import { getOwnStart } from './measure-start.ts';
import { tokenOperations } from './measure-tokens.ts';
import type { Share } from './profile.ts';
import type { Measured, Side } from './results.ts';
import { renderBoards } from './web/report.ts';

/** What docs/benchmarks.md has of a run. */
export function renderReport(measured: Measured): string {
  const { sides, minutes, sizes, disk, load } = measured;
  const packages = sides.map(({ server }) => server.package ?? 'tracker-mcp (this repository)');
  return [
    `Made by \`npm run bench -- --sizes ${sizes.join(',')}${sides.length > 1 ? ' --peers' : ''}\` in ${minutes.toFixed(0)} minutes.`,
    `Node ${process.versions.node}, ${cpus().length} cores; ${packages.join(', ')}. Writing and syncing 4 KiB takes this disk ${shown(disk)} ms. Load average before: ${load.toFixed(1)}.`,
    'Times are medians in ms, of servers and sizes that take turns, over stdio; tokens are o200k_base.',
    'Stores are seeded through the store, eight events a ticket, with words that follow Zipf’s law (`scripts/bench/vocabulary.ts`).',
    '',
    '## Goals',
    '',
    ...renderGoals(listGoals(measured)),
    '',
    '## Tokens',
    '',
    ...renderTokens(sides),
    '',
    '## Start and memory',
    '',
    ...renderStarts(measured),
    '',
    '## Time of an answer by number of tickets',
    '',
    ...renderGrowth(measured),
    '',
    '## Creates at 1,000 tickets',
    '',
    ...renderThroughput(measured),
    '',
    '## Over HTTP',
    '',
    ...renderHttp(measured.http),
    ...(measured.boards ? ['', '### The board in the browser', '', ...renderBoards(measured.boards)] : []),
    '',
    '## Where the time goes',
    '',
    ...renderProfile(measured),
    '',
    ...renderBehind(sides),
  ].join('\n');
}

const shown = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(value < 1 ? 2 : 3)));
};

const table = (head: string[], rows: string[][]): string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map((_, at) => (at === 0 ? '---' : '---:')).join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const names = (sides: Side[]): string[] => sides.map(({ server }) => server.name);

function renderGoals(goals: Goal[]): string[] {
  const rows = goals.map((goal) => {
    const { what, unit = '', atLeast } = goal;
    return [
      what,
      `${atLeast ? '≥' : '≤'} ${shown(goal.goal)}${unit}`,
      `${shown(goal.measured)}${unit}`,
      isReached(goal) ? 'yes' : '**no**',
    ];
  });
  return table(['what', 'goal', 'measured', 'reached'], rows);
}

function renderTokens(sides: Side[]): string[] {
  const cell = (side: Side, operation: string) => {
    const one = side.tokens.operations[operation];
    return one ? `${one.request} + ${one.reply} = ${one.request + one.reply}` : '–';
  };
  return [
    ...table(
      ['request + reply', ...names(sides)],
      [
        ['definitions + instructions', ...sides.map((side) => shown(upFront(side)))],
        ...tokenOperations.map((operation) => [operation, ...sides.map((side) => cell(side, operation))]),
        ['session of 19 operations', ...sides.map(({ tokens }) => shown(tokens.session.tokens))],
        ['operations it lacks', ...sides.map(({ tokens }) => tokens.session.missing.join(', ') || 'none')],
      ],
    ),
    '',
    'A store of 100 tickets that the server made itself, titles of 6–10 tokens, bodies of 33; a hint at a similar ticket is not counted. A server without such a tool is measured with the one that comes nearest.',
  ];
}

function renderStarts({ starts, startsOnNewer, sides }: Measured): string[] {
  const newer = getOwnStart(startsOnNewer);
  const rows = starts.servers.map((one) => [
    one.server,
    `${shown(one.listed)} (${shown(one.ratio.listed)} ×)`,
    `${shown(one.answered)} (${shown(one.ratio.answered)} ×)`,
    `${shown(one.listedMemory)} (${shown(one.ratio.listedMemory)} ×)`,
    `${shown(one.answeredMemory)} (${shown(one.ratio.answeredMemory)} ×)`,
    sides
      .find(({ server }) => server.name === one.server)
      ?.growth.memory.map(({ size, mib }) => `${size}: ${shown(mib)}`)
      .join(', ') ?? '–',
  ]);
  const bare = ['bare `node -e ""`', shown(starts.bare.ms), '–', shown(starts.bare.memory), '–', '–'];
  return [
    ...table(
      [
        '',
        'tools/list, ms',
        'first list, ms',
        'peak MiB then',
        'peak MiB after the list',
        'peak MiB after reads, by tickets',
      ],
      [bare, ...rows],
    ),
    '',
    '×: of bare Node in the same round. Bare Node’s time is until it has ended.',
    `On Node ${startsOnNewer.node.slice(1)}, bare ${shown(startsOnNewer.bare.ms)} ms: tools/list ${shown(newer.listed)} ms (${shown(newer.ratio.listed)} ×), first list ${shown(newer.answered)} ms (${shown(newer.ratio.answered)} ×).`,
  ];
}

const wayNotes = { reads: '', paced: ', one call per 200 ms', backToBack: ', back to back' };

function renderGrowth({ sides }: Measured): string[] {
  const ways = [
    ['reads', wayNotes.reads],
    ['paced', wayNotes.paced],
    ['backToBack', wayNotes.backToBack],
  ] as const;
  return sides.flatMap(({ server, growth }) => {
    const sizes = [...new Set(growth.reads.map((one) => one.size))];
    const rows = ways.flatMap(([way, note]) =>
      [...new Set(growth[way].map((one) => one.operation))].map((operation) => {
        const found = sizes.map((size) => growth[way].find((one) => one.operation === operation && one.size === size));
        return [`${operation}${note}`, ...found.map(renderLatency)];
      }),
    );
    return [
      `${server.name}: p50 / p99`,
      '',
      ...table(['', ...sizes.map((size) => size.toLocaleString('en'))], rows),
      '',
    ];
  });
}

const renderLatency = (one: Latency | undefined): string => (one ? `${shown(one.p50)} / ${shown(one.p99)}` : '–');

function renderThroughput({ sides, batch, callers, rebuild, merges }: Measured): string[] {
  const rows = sides.flatMap(({ server, alone, together }) =>
    [alone, together].map((one) => [
      server.name,
      String(one.clients),
      String(one.acknowledged),
      String(one.lost),
      shown(one.perSecond),
      `${shown(one.p50)} / ${shown(one.p99)}`,
    ]),
  );
  return [
    ...table(['', 'processes', 'acknowledged', 'of these lost', 'per second', 'p50 / p99'], rows),
    '',
    'Lost: a new process does not find it under its own title, or another ticket has the same key.',
    '',
    `A batch of 100 tickets takes ${shown(batch.batch)} ms, a single create ${shown(batch.single)} ms.`,
    `${callers.callers} callers in one process, ${callers.calls} calls at once, a write in five: ${callers.failed} failed, ${shown(callers.ratio)} × the time of one after another, p50 / p99 ${shown(callers.p50)} / ${shown(callers.p99)} ms.`,
    ...merges.map(renderMerge),
    `Full text of ${rebuild.size.toLocaleString('en')} tickets from nothing takes ${shown(rebuild.search)} ms, and the answer is ${rebuild.same ? 'the same' : '**another**'};`,
    `meanwhile another process waits at most ${shown(rebuild.othersWait)} ms for a list, and the same process, rebuilding after a write, ${shown(rebuild.ownWait)} ms.`,
  ];
}

const renderMerge = ({ size, unite, bare, driver, uniteMemory, driverMemory }: Merged): string =>
  `\`tracker merge REF\` of ${mergedEvents} events into ${size.toLocaleString('en')} tickets takes ${shown(unite)} ms of processor (${shown(bare)} where there is nothing to bring) and ${shown(uniteMemory)} MiB; \`git merge\` by the driver, which writes the whole file anew, ${shown(driver)} ms and ${shown(driverMemory)} MiB.`;

function renderProfile({ profile }: Measured): string[] {
  const list = (shares: Share[]) =>
    shares
      .filter(({ share }) => share >= 0.01)
      .map(({ what, share }) => `${what} ${(share * 100).toFixed(0)} %`)
      .join(', ');
  return [
    `Of a start, up to the first list: ${list(profile.start)}.`,
    '',
    `Of a create at 1,000 tickets, back to back: ${list(profile.create)}.`,
    '',
    'By V8’s sampling profiler, of the time that the process does not wait for its client.',
  ];
}

/** The rows on tokens, memory, times and creates per second in which another server has the better number. */
function renderBehind(sides: Measured['sides']): string[] {
  const [own, ...peers] = sides;
  if (peers.length === 0) return [];
  const rows = peers.flatMap((peer) =>
    listComparisons(own, peer)
      .filter(({ mine, theirs }) => mine > theirs)
      .map(({ what, mine, theirs, why }) => [
        what,
        peer.server.name,
        shown(Math.abs(mine)),
        shown(Math.abs(theirs)),
        why ?? notExamined,
      ]),
  );
  if (rows.length === 0) return ['## Behind a peer', '', 'In no row.', ''];
  return ['## Behind a peer', '', ...table(['row', 'peer', 'tracker', 'peer’s', 'why'], rows), ''];
}

/** The smaller number is the better one; what is better when larger is negated. */
interface Comparison {
  what: string;
  mine: number;
  theirs: number;
  why?: string | undefined;
}

function listComparisons(own: Side, peer: Side): Comparison[] {
  const { behind } = peer.server;
  const compare = (what: string, pick: (side: Side) => number | undefined, why?: string): Comparison[] => {
    const [mine, theirs] = [pick(own), pick(peer)];
    return mine === undefined || theirs === undefined ? [] : [{ what, mine, theirs, why }];
  };
  const sizes = peer.growth.memory.map(({ size }) => size);
  return [
    ...compare('tokens: definitions + instructions', upFront, behind?.definitions),
    ...tokenOperations.flatMap((operation) =>
      compare(
        `tokens: ${operation}`,
        ({ tokens }) => {
          const found = tokens.operations[operation];
          return found && found.request + found.reply;
        },
        behind?.tokens?.[operation],
      ),
    ),
    ...sizes.flatMap((size) =>
      compare(
        `peak MiB after reads at ${size}`,
        (side) => side.growth.memory.find((one) => one.size === size)?.mib,
        behind?.memory,
      ),
    ),
    ...(['reads', 'paced', 'backToBack'] as const).flatMap((way) =>
      peer.growth[way].flatMap(({ operation, size }) =>
        compare(
          `${operation} at ${size}${wayNotes[way]}, ms`,
          (side) => side.growth[way].find((one) => one.operation === operation && one.size === size)?.p50,
          way === 'reads' ? behind?.reads : behind?.writes,
        ),
      ),
    ),
    ...(['alone', 'together'] as const).flatMap((way) => [
      ...compare(`creates per second, ${peer[way].clients}`, (side) => -side[way].perSecond, behind?.writes),
      ...compare(`p99 of those, ms`, (side) => side[way].p99, behind?.writes),
    ]),
  ];
}

const upFront = ({ tokens }: Side): number => tokens.definitions + tokens.instructions + tokens.readFirst;

const notExamined = 'not examined';
