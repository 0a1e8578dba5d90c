import { describe, expect, it } from 'vitest';
import { checkClose, checkMove } from '../../../src/domain/rules/check-move.ts';
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
  readTypes,
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
    review → in_progress, done*, cancelled* · done*/cancelled* → backlog!`,
  bug: `triage → confirmed, wont_fix*! · confirmed → in_progress, wont_fix*! ·
    in_progress → confirmed, blocked!, review, resolved*, wont_fix*! · blocked → in_progress, wont_fix*! ·
    review → in_progress, resolved*, wont_fix*! · resolved*/wont_fix* → triage!`,
  feature: `proposed → approved, rejected*! · approved → in_progress, rejected*! ·
    in_progress → approved, blocked!, review, shipped*, rejected*! · blocked → in_progress, rejected*! ·
    review → in_progress, shipped*, rejected*! · shipped*/rejected* → proposed!`,
  decision: 'open → decided*, deferred*! · deferred* → open · decided* → open!',
  epic: 'open → in_progress, cancelled*! · in_progress → open, done*, cancelled*! · done*/cancelled* → open!',
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
    expect(pairs.filter(({ verdict }) => verdict === 'is refused')).toHaveLength(82);
    expect(pairs.filter(({ verdict }) => verdict === 'needs a message')).toHaveLength(25);
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

describe('a refused move', () => {
  it('says the status, the next ones, and the path with its first call', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'triage', to: 'in_progress' }));
    expect(error.message).toBe(
      'PAY-482913 is triage; a bug in triage can go to confirmed or wont_fix, not in_progress.',
    );
    expect(error.hint).toBe(
      'Path: triage → confirmed → in_progress. Call ticket(action:"move", id:"PAY-482913", status:"confirmed") first.',
    );
  });

  it('offers a first call that carries the message it will need', () => {
    const error = refusal(() => checkMove({ key, types, type: 'epic', from: 'done', to: 'in_progress' }));
    expect(error.message).toContain('an epic in done can go to open, not in_progress');
    expect(error.hint).toBe(
      'Path: done → open → in_progress. Call ticket(action:"move", id:"PAY-482913", status:"open", message:"the reason") first.',
    );
  });

  it('never offers a call that closes a ticket only to reopen it', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'in_progress', to: 'triage' }));
    expect(error.hint).toBe('The only path closes and reopens it: in_progress → resolved → triage.');
  });

  it('names the field that is missing and the call that has it', () => {
    const error = refusal(() => checkMove({ key, types, type: 'bug', from: 'triage', to: 'wont_fix', message: ' \n' }));
    expect(error.message).toBe('message is missing: PAY-482913 triage → wont_fix needs the reason.');
    expect(error.hint).toBe('Call ticket(action:"move", id:"PAY-482913", status:"wont_fix", message:"the reason").');
  });

  it('says so when the ticket is already there', () => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'todo' }));
    expect(error).toMatchObject({ code: 'invalid_status', message: 'PAY-482913 is already todo.' });
    expect(error.hint).toBe('It can go to backlog, in_progress or cancelled.');
  });

  it('answers an unknown status with the nearest one, and the call if it is the next', () => {
    const error = refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'in_progres' }));
    expect(error).toMatchObject({
      code: 'invalid_status',
      message: 'A task has no status "in_progres"; did you mean in_progress?',
    });
    expect(error.hint).toContain('Call ticket(action:"move", id:"PAY-482913", status:"in_progress").');
  });

  it.each([
    ['bug', 'in_progress', 'done', 'resolved'],
    ['feature', 'review', 'resolved', 'shipped'],
    ['task', 'cancelled', 'open', 'backlog'],
  ])('knows what a %s calls %s → %s', (type, from, to, own) => {
    expect(refusal(() => checkMove({ key, types, type, from, to })).message).toContain(`did you mean ${own}?`);
  });

  it('leads out of a status that the type does not know', () => {
    const asked = { key, types, type: 'bug', from: 'limbo' };
    expect(checkMove({ ...asked, to: 'triage' })).toBe('triage');
    const error = refusal(() => checkMove({ ...asked, to: 'in_progress' }));
    expect(error.message).toBe('PAY-482913 is limbo; a bug has no such status and can go to triage, not in_progress.');
    expect(error.hint).toContain('Path: limbo → triage → confirmed → in_progress.');
  });

  it('leads out of a type that the repository does not have', () => {
    const error = refusal(() => checkMove({ key, types, type: 'spike', from: 'open', to: 'done' }));
    expect(error).toMatchObject({ code: 'invalid_status' });
    expect(error.message).toContain('PAY-482913 is a spike, a type that this repository does not have');
    expect(error.hint).toContain('ticket(action:"update", id:"PAY-482913", type:"');
  });

  it('is not fooled by names that every object has', () => {
    expect(refusal(() => checkMove({ key, types, type: 'constructor', from: 'a', to: 'b' })).code).toBe(
      'invalid_status',
    );
    expect(refusal(() => checkMove({ key, types, type: 'task', from: 'todo', to: 'constructor' })).code).toBe(
      'invalid_status',
    );
    expect(allowedMoves(types.task!, 'toString')).toEqual([{ status: 'backlog', needsMessage: false }]);
    expect(isTerminal(types, 'constructor', 'name')).toBe(false);
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

describe('close', () => {
  it('returns every status on the way', () => {
    expect(checkClose({ key, types, type: 'task', from: 'backlog' })).toEqual(['in_progress', 'done']);
    expect(checkClose({ key, types, type: 'bug', from: 'blocked', to: 'Wont-Fix', message: 'by design' })).toEqual([
      'wont_fix',
    ]);
  });

  it('asks for the reason where the last step needs it', () => {
    const error = refusal(() => checkClose({ key, types, type: 'bug', from: 'triage', to: 'wont_fix' }));
    expect(error.code).toBe('invalid_input');
    expect(error.hint).toBe('Call ticket(action:"close", id:"PAY-482913", status:"wont_fix", message:"the reason").');
  });

  it.each([
    ['first', { open: ['fixing!'], fixing: ['tested'], tested: ['closed'] }],
    ['second', { open: ['fixing'], fixing: ['tested!'], tested: ['closed'] }],
  ])('asks for the reason where the %s step on the way needs it', (_, moves) => {
    const own = readTypes({ incident: { initial: 'open', done: 'closed', terminal: ['closed'], moves } });
    const asked = { key, types: own, type: 'incident', from: 'open' };
    expect(refusal(() => checkClose(asked)).code).toBe('invalid_input');
    expect(checkClose({ ...asked, message: 'disk full' })).toEqual(['fixing', 'tested', 'closed']);
  });

  it('does not reopen', () => {
    const error = refusal(() => checkClose({ key, types, type: 'task', from: 'cancelled' }));
    expect(error).toMatchObject({
      code: 'invalid_status',
      message: 'PAY-482913 is already closed, as cancelled; close does not reopen it.',
      hint: 'To close it as done, call ticket(action:"move", id:"PAY-482913", status:"backlog", message:"the reason") first.',
    });
    expect(refusal(() => checkClose({ key, types, type: 'task', from: 'done' })).message).toBe(
      'PAY-482913 is already done.',
    );
  });

  it('refuses a status that closes nothing', () => {
    const error = refusal(() => checkClose({ key, types, type: 'bug', from: 'triage', to: 'confirmed' }));
    expect(error.message).toBe('confirmed does not close a bug; resolved or wont_fix do.');
    expect(error.hint).toContain('ticket(action:"move", id:"PAY-482913", status:"confirmed")');
  });
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
