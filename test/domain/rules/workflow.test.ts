import { describe, expect, it } from 'vitest';
import { checkMove } from '../../../src/domain/rules/check-move.ts';
import {
  allowedMoves,
  allStatuses,
  builtInTypes,
  closePath,
  findStatus,
  findTypeName,
  getType,
  inProgressStatus,
  isReadyStatus,
  isTerminal,
  readyStatuses,
  shortestPath,
  statusForTypeChange,
  terminalStatuses,
} from '../../../src/domain/rules/workflow.ts';
import { refusal } from '../../support/refusal.ts';

/** SPEC §2, word for word: `*` terminal, `!` needs a message. */
const specified: Record<string, string> = {
  task: `backlog → todo, in_progress, cancelled* · todo → backlog, in_progress, cancelled* ·
    in_progress → todo, blocked!, review, done*, cancelled* · blocked → todo, in_progress, cancelled* ·
    review → in_progress, done*, cancelled* · done*/cancelled* → backlog!, todo!, in_progress!`,
  bug: `triage → confirmed, wont_fix*! · confirmed → in_progress, wont_fix*! ·
    in_progress → confirmed, blocked!, review, resolved*, wont_fix*! · blocked → in_progress, wont_fix*! ·
    review → in_progress, resolved*, wont_fix*! · resolved*/wont_fix* → triage!, confirmed!, in_progress!`,
  feature: `proposed → approved, rejected*! · approved → in_progress, rejected*! ·
    in_progress → approved, blocked!, review, shipped*, rejected*! · blocked → in_progress, rejected*! ·
    review → in_progress, shipped*, rejected*! · shipped*/rejected* → proposed!, approved!, in_progress!`,
  decision: 'open → decided*, deferred* · deferred* → open · decided* → open!',
  epic: 'open → in_progress, cancelled*! · in_progress → open, done*, cancelled*! · done*/cancelled* → open!, in_progress!',
};

const initial: Record<string, string> = {
  task: 'backlog',
  bug: 'triage',
  feature: 'proposed',
  decision: 'open',
  epic: 'open',
};
const positive: Record<string, string> = {
  task: 'done',
  bug: 'resolved',
  feature: 'shipped',
  decision: 'decided',
  epic: 'done',
};

interface Machine {
  statuses: string[];
  terminal: Set<string>;
  moves: Map<string, Map<string, { needsMessage: boolean }>>;
}

function readSpecified(text: string): Machine {
  const machine: Machine = { statuses: [], terminal: new Set(), moves: new Map() };
  const bare = (word: string) => {
    const status = word.replace(/[*!]/g, '');
    if (word.includes('*')) machine.terminal.add(status);
    return status;
  };
  for (const rule of text.split('·')) {
    const [from = '', to = ''] = rule.split('→').map((side) => side.trim());
    const targets = to
      .split(', ')
      .map((word): [string, { needsMessage: boolean }] => [bare(word), { needsMessage: word.includes('!') }]);
    for (const status of from.split('/').map(bare)) machine.moves.set(status, new Map(targets));
  }
  machine.statuses = [...machine.moves.keys()];
  return machine;
}

const pairs = Object.entries(specified).flatMap(([type, text]) => {
  const { statuses, moves } = readSpecified(text);
  return statuses.flatMap((from) =>
    statuses.map((to) => {
      const move = moves.get(from)?.get(to);
      const verdict =
        from === to ? 'is where it is' : !move ? 'is refused' : move.needsMessage ? 'needs a message' : 'is allowed';
      return { type, from, to, verdict };
    }),
  );
});

const key = 'PAY-482913';
const types = builtInTypes;

describe('the moves of the five types', () => {
  it.each(pairs)('a $type from $from to $to $verdict', ({ type, from, to, verdict }) => {
    const plain = () => checkMove({ key, types, type, from, to });
    const reasoned = () => checkMove({ key, types, type, from, to, message: 'because' });
    if (verdict === 'is allowed') expect([plain(), reasoned()]).toEqual([to, to]);
    else if (verdict === 'needs a message') {
      expect(refusal(plain)).toMatchObject({ code: 'invalid_input' });
      expect(reasoned()).toBe(to);
    } else {
      expect(refusal(plain)).toMatchObject({ code: 'invalid_status' });
      expect(refusal(reasoned)).toMatchObject({ code: 'invalid_status' });
    }
  });

  it('covers every pair of statuses of every type', () => {
    expect(pairs).toHaveLength(7 * 7 * 3 + 3 * 3 + 4 * 4);
    expect(pairs.filter(({ verdict }) => verdict === 'is refused')).toHaveLength(68);
    expect(pairs.filter(({ verdict }) => verdict === 'needs a message')).toHaveLength(38);
  });

  it.each(Object.entries(specified))('a %s has the statuses, ends and beginning of the contract', (type, text) => {
    const { statuses, terminal } = readSpecified(text);
    expect(Object.keys(types[type]!.moves)).toEqual(expect.arrayContaining(statuses));
    expect(Object.keys(types[type]!.moves)).toHaveLength(statuses.length);
    expect(new Set(statuses.filter((status) => isTerminal(types, type, status)))).toEqual(terminal);
    expect(types[type]).toMatchObject({ initial: initial[type], positive: positive[type] });
  });

  it('lists the moves from a status in the order of the contract', () => {
    expect(allowedMoves(types.task!, 'in_progress')).toEqual([
      { status: 'todo', needsMessage: false },
      { status: 'blocked', needsMessage: true },
      { status: 'review', needsMessage: false },
      { status: 'done', needsMessage: false },
      { status: 'cancelled', needsMessage: false },
    ]);
  });
});

describe('paths', () => {
  const everyStatus = Object.entries(types).flatMap(([type, { moves }]) =>
    Object.keys(moves).map((from) => ({ type, from })),
  );

  it.each(everyStatus)('close takes a $type in $from the shortest legal way', ({ type, from }) => {
    const { moves, terminal } = readSpecified(specified[type]!);
    const path = closePath(types[type]!, from);
    if (terminal.has(from)) return expect(path).toBeUndefined();
    expect(path?.at(-1)).toBe(positive[type]);
    const steps = [from, ...path!];
    for (const [index, status] of path!.entries()) expect(moves.get(steps[index]!)?.has(status)).toBe(true);
    expect(path!.slice(0, -1).filter((status) => terminal.has(status))).toEqual([]);
    expect(path!.length).toBe(distance(moves, terminal, from, positive[type]!));
  });

  it('takes the way to the terminal status that was named', () => {
    expect(closePath(types.bug!, 'triage')).toEqual(['confirmed', 'in_progress', 'resolved']);
    expect(closePath(types.bug!, 'triage', 'wont_fix')).toEqual(['wont_fix']);
    expect(closePath(types.bug!, 'triage', 'in_progress')).toBeUndefined();
  });

  it('prefers a longer way to one that closes and reopens', () => {
    expect(shortestPath(types.task!, 'review', 'backlog')).toEqual(['in_progress', 'todo', 'backlog']);
    expect(shortestPath(types.task!, 'review', 'backlog', { reopen: true })).toEqual(['done', 'backlog']);
  });

  it('is empty where nothing has to be done', () => {
    expect(shortestPath(types.task!, 'todo', 'todo')).toEqual([]);
  });

  function distance(moves: Machine['moves'], terminal: Set<string>, from: string, to: string): number {
    let frontier = new Set([from]);
    for (let steps = 0; steps < 20; steps++) {
      if (frontier.has(to)) return steps;
      frontier = new Set(
        [...frontier].filter((status) => !terminal.has(status)).flatMap((at) => [...moves.get(at)!.keys()]),
      );
    }
    throw new Error(`no way from ${from} to ${to}`);
  }
});

describe('the lists that queries need', () => {
  it('work can start in backlog or todo, confirmed, and approved only', () => {
    expect(readyStatuses(types)).toEqual([
      { type: 'task', status: 'backlog' },
      { type: 'task', status: 'todo' },
      { type: 'bug', status: 'confirmed' },
      { type: 'feature', status: 'approved' },
    ]);
    expect(isReadyStatus(types, 'bug', 'confirmed')).toBe(true);
    expect(isReadyStatus(types, 'decision', 'open')).toBe(false);
  });

  it('has the terminal statuses by type', () => {
    expect(terminalStatuses(types).map(({ type, status }) => `${type} ${status}`)).toEqual([
      'task done',
      'task cancelled',
      'bug resolved',
      'bug wont_fix',
      'feature shipped',
      'feature rejected',
      'decision decided',
      'decision deferred',
      'epic done',
      'epic cancelled',
    ]);
  });

  it('has each status once, in the order of a board', () => {
    expect(allStatuses(types)).toEqual(
      'backlog todo in_progress blocked review done cancelled triage confirmed resolved wont_fix proposed approved shipped rejected open decided deferred'.split(
        ' ',
      ),
    );
  });

  it('a claim starts what is ready and may go to in_progress', () => {
    expect(inProgressStatus(types.task!, 'backlog')).toBe('in_progress');
    expect(inProgressStatus(types.bug!, 'confirmed')).toBe('in_progress');
    expect(inProgressStatus(types.bug!, 'triage')).toBeUndefined();
    expect(inProgressStatus(types.task!, 'blocked')).toBeUndefined();
    expect(inProgressStatus(types.epic!, 'open')).toBeUndefined();
  });
});

describe('names', () => {
  it('a status and a type are known in any case and with spaces or hyphens', () => {
    expect(findStatus(types.task!, 'In Progress')).toBe('in_progress');
    expect(findStatus(types.bug!, " WON'T-FIX")).toBeUndefined();
    expect(findStatus(types.bug!, ' Wont-Fix ')).toBe('wont_fix');
    expect(findTypeName(types, 'Bug')).toBe('bug');
    expect(findTypeName(types, 'story')).toBeUndefined();
  });

  it('are no names because every object has them', () => {
    expect(allowedMoves(types.task!, 'toString')).toEqual([{ status: 'backlog', needsMessage: false }]);
    expect(isTerminal(types, 'constructor', 'name')).toBe(false);
  });

  it('an unknown type is answered with the nearest', () => {
    expect(refusal(() => getType(types, 'featur'))).toMatchObject({
      code: 'invalid_input',
      message: 'There is no type "featur"; did you mean "feature"?',
      hint: 'Types: task, bug, feature, decision, epic.',
    });
  });
});

describe('changing the type', () => {
  it('keeps a status that the new type has too', () => {
    expect(statusForTypeChange(types, 'in_progress', 'bug')).toBe('in_progress');
    expect(statusForTypeChange(types, 'done', 'epic')).toBe('done');
  });

  it('takes the new type’s initial status otherwise', () => {
    expect(statusForTypeChange(types, 'backlog', 'bug')).toBe('triage');
    expect(statusForTypeChange(types, 'toString', 'epic')).toBe('open');
  });
});
