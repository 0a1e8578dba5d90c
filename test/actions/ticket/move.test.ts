import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

/** SPEC §2, line by line: `!` needs a message. The first status is the initial one. */
const machines: Record<string, Record<string, string>> = {
  task: {
    backlog: 'todo in_progress cancelled',
    todo: 'backlog in_progress cancelled',
    in_progress: 'todo blocked! review done cancelled',
    blocked: 'todo in_progress cancelled',
    review: 'in_progress done cancelled',
    done: 'backlog! todo! in_progress!',
    cancelled: 'backlog! todo! in_progress!',
  },
  bug: {
    triage: 'confirmed wont_fix!',
    confirmed: 'in_progress wont_fix!',
    in_progress: 'confirmed blocked! review resolved wont_fix!',
    blocked: 'in_progress wont_fix!',
    review: 'in_progress resolved wont_fix!',
    resolved: 'triage! confirmed! in_progress!',
    wont_fix: 'triage! confirmed! in_progress!',
  },
  feature: {
    proposed: 'approved rejected!',
    approved: 'in_progress rejected!',
    in_progress: 'approved blocked! review shipped rejected!',
    blocked: 'in_progress rejected!',
    review: 'in_progress shipped rejected!',
    shipped: 'proposed! approved! in_progress!',
    rejected: 'proposed! approved! in_progress!',
  },
  decision: { open: 'decided deferred', decided: 'open!', deferred: 'open' },
  epic: {
    open: 'in_progress cancelled!',
    in_progress: 'open done cancelled!',
    done: 'open! in_progress!',
    cancelled: 'open! in_progress!',
  },
};

const terminal = 'done cancelled resolved wont_fix shipped rejected decided deferred'.split(' ');

interface Step {
  status: string;
  message: boolean;
}

const movesOf = (type: string, from: string): Step[] =>
  machines[type]![from]!.split(' ').map((word) => ({ status: word.replace('!', ''), message: word.endsWith('!') }));

/** The shortest way that closes nothing on its way: breadth first, in the table's order. */
function wayTo(type: string, to: string, from = Object.keys(machines[type]!)[0]!): string[] | undefined {
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const at = way.at(-1)!;
    if (at === to) return way.slice(1);
    if (at !== from && terminal.includes(at)) continue;
    for (const { status } of movesOf(type, at)) {
      if (seen.has(status)) continue;
      seen.add(status);
      ways.push([...way, status]);
    }
  }
  return undefined;
}

for (const [type, moves] of Object.entries(machines)) {
  const statuses = Object.keys(moves);

  describe(`a ${type}`, () => {
    /** For each pair of statuses, a ticket in the first of them. */
    const at = new Map<string, string>();

    beforeAll(async () => {
      const pairs = statuses.flatMap((from) => statuses.map((to) => `${from} ${to}`));
      const keys = await tracker.createAll(pairs.map((pair) => ({ title: `${type} ${pair}`, type })));
      for (const [index, pair] of pairs.entries()) at.set(pair, keys[index]!);
      for (const from of statuses) {
        const ids = statuses.map((to) => at.get(`${from} ${to}`)!);
        for (const status of wayTo(type, from)!)
          await tracker.ticket({ action: 'move', ids, status, message: 'on the way' });
      }
    });

    for (const from of statuses)
      for (const to of statuses) {
        const allowed = movesOf(type, from).find((move) => move.status === to);
        const name = `${from} → ${to}`;
        if (allowed && !allowed.message)
          it(`moves ${name}`, async () => {
            const id = at.get(`${from} ${to}`)!;
            expect((await tracker.ticket({ action: 'move', id, status: to })).split('\n')[0]).toBe(`${id} ${name}`);
            expect((await tracker.get(id))[1]).toMatch(new RegExp(`^${type} · ${to}(?: |$)`));
          });
        if (allowed?.message)
          it(`moves ${name} only with a message that gives the reason`, async () => {
            const id = at.get(`${from} ${to}`)!;
            for (const message of [undefined, '', ' \n'])
              expect(await tracker.refused('invalid_input', { action: 'move', id, status: to, message })).toBe(
                `error invalid_input: message is missing: ${id} ${name} needs the reason.\nCall ticket(action:"move", id:"${id}", status:"${to}", message:"the reason").`,
              );
            const text = await tracker.ticket({ action: 'move', id, status: to, message: 'because' });
            expect(text.split('\n')[0]).toBe(`${id} ${name}, noted`);
            expect(await tracker.ticket({ action: 'history', id, limit: 1 })).toContain(`status ${name} (because)`);
          });
        if (!allowed)
          it(`does not move ${name}, and says what it can do`, async () => {
            const id = at.get(`${from} ${to}`)!;
            const text = await tracker.refused('invalid_status', { action: 'move', id, status: to, message: 'please' });
            expect(text).toContain(id);
            if (from === to) expect(text).toContain(`${id} is already ${from}.`);
            else {
              for (const { status } of movesOf(type, from)) expect(text.split('\n')[0]).toContain(status);
              const way = wayTo(type, to, from);
              if (way && terminal.includes(to) && !terminal.includes(from))
                expect(text.split('\n')[1]).toContain(
                  `Path: ${[from, ...way].join(' → ')}. Call ticket(action:"close", id:"${id}", status:"${to}"`,
                );
              else if (way)
                expect(text.split('\n')[1]).toContain(
                  `Path: ${[from, ...way].join(' → ')}. Call ticket(action:"move", id:"${id}", status:"${way[0]}"`,
                );
              else expect(text).not.toContain('Call');
            }
            expect((await tracker.get(id))[1]).toMatch(new RegExp(`^${type} · ${from}(?: |$)`));
          });
      }
  });
}

describe('move', () => {
  it('refuses as the contract shows it', async () => {
    const id = await tracker.create({ title: 'Fix login', type: 'bug' });
    expect(await tracker.refused('invalid_status', { action: 'move', id, status: 'in_progress' })).toBe(
      `error invalid_status: ${id} is triage; a bug in triage can go to confirmed or wont_fix, not in_progress.\nPath: triage → confirmed → in_progress. Call ticket(action:"move", id:"${id}", status:"confirmed") first.`,
    );
    expect(await tracker.ticket({ action: 'move', id, status: 'confirmed' })).toBe(`${id} triage → confirmed`);
  });

  it('takes a status in any spelling, and state, to and reason as other names', async () => {
    const [a, b] = await tracker.createAll([{ title: 'a' }, { title: 'b' }]);
    expect(await tracker.ticket({ action: 'move', id: a, state: 'In Progress' })).toContain('backlog → in_progress');
    expect(await tracker.ticket({ action: 'move', id: b, to: 'IN-PROGRESS' })).toContain('backlog → in_progress');
    expect(await tracker.ticket({ action: 'move', id: b, status: 'blocked', reason: 'no key' })).toContain(
      'in_progress → blocked',
    );
  });

  it('names the status that was meant, also one of another type', async () => {
    const id = await tracker.create({ title: 'Meant', type: 'bug' });
    expect(await tracker.refused('invalid_status', { action: 'move', id, status: 'confirmd' })).toContain(
      'did you mean confirmed?',
    );
    expect(await tracker.refused('invalid_status', { action: 'move', id, status: 'done' })).toContain(
      'Path: triage → confirmed → in_progress → resolved.',
    );
  });

  it('moves all of several tickets or none', async () => {
    const ids = await tracker.createAll([{ title: 'a' }, { title: 'b' }, { title: 'c', type: 'bug' }]);
    await tracker.refused('invalid_status', { action: 'move', ids, status: 'todo' });
    expect((await tracker.get(ids[0]!))[1]).toBe('task · backlog');
    expect(await tracker.ticket({ action: 'move', ids: ids.slice(0, 2).join(', '), status: 'todo' })).toBe(
      `${ids[0]} backlog → todo\n${ids[1]} backlog → todo`,
    );
  });

  it('moves a ticket once that is named twice', async () => {
    const id = await tracker.create('Twice');
    expect(await tracker.ticket({ action: 'move', ids: [id, id.toLowerCase()], status: 'todo' })).toBe(
      `${id} backlog → todo`,
    );
  });

  it('says which tickets it has made ready', async () => {
    const [blocker, other, waiting] = await tracker.createAll([
      { title: 'Blocker' },
      { title: 'Other blocker' },
      { title: 'Waits\nfor both', blocked_by: ['$1', '$2'] },
    ]);
    await tracker.ticket({ action: 'move', id: blocker, status: 'cancelled' });
    await tracker.ticket({ action: 'move', id: other, status: 'in_progress' });
    expect(await tracker.ticket({ action: 'move', id: other, status: 'done' })).toBe(
      `${other} in_progress → done\nReady now: ${waiting} "Waits for both"`,
    );
  });

  it('is refused where the ticket is not at the revision that the caller expects', async () => {
    const id = await tracker.create('Expected');
    await tracker.ticket({ action: 'move', id, status: 'todo', expected_revision: 1 });
    const text = await tracker.refused('conflict', { action: 'move', id, status: 'in_progress', expected_revision: 1 });
    expect(text).toContain(`${id} is at revision 2, not 1; alice/test-client changed it last.`);
  });

  it('does nothing in dry_run, and is refused where it would be', async () => {
    const id = await tracker.create('Dry');
    expect(await tracker.ticket({ action: 'move', id, status: 'todo', dry_run: true })).toBe(
      `Dry run, nothing written:\n${id} backlog → todo`,
    );
    expect((await tracker.get(id))[1]).toBe('task · backlog');
    await tracker.refused('invalid_status', { action: 'move', id, status: 'done', dry_run: true });
  });
});

describe('close', () => {
  const positive = { task: 'done', bug: 'resolved', feature: 'shipped', decision: 'decided', epic: 'done' };

  for (const [type, status] of Object.entries(positive))
    it(`walks a ${type} the shortest way to ${status} from every open status`, async () => {
      const open = Object.keys(machines[type]!).filter((one) => !terminal.includes(one));
      const ids = await tracker.createAll(open.map((from) => ({ title: `${type} from ${from}`, type })));
      for (const [index, from] of open.entries()) {
        for (const step of wayTo(type, from)!)
          await tracker.ticket({ action: 'move', id: ids[index], status: step, message: 'why' });
        const way = [from, ...wayTo(type, status, from)!];
        expect(await tracker.ticket({ action: 'close', id: ids[index] })).toBe(`${ids[index]} ${way.join(' → ')}`);
        const steps = await tracker.ticket({ action: 'history', id: ids[index], limit: way.length - 1 });
        expect(
          steps
            .split('\n')
            .slice(0, way.length - 1)
            .map((line) => line.split(' → ')[1]?.split(' ')[0]),
        ).toEqual(way.slice(1).reverse());
      }
    });

  it('closes to the status that is named, where that needs a message with one', async () => {
    const id = await tracker.create({ title: 'Works as meant', type: 'bug' });
    expect(await tracker.refused('invalid_input', { action: 'close', id, status: 'wont_fix' })).toContain(
      `ticket(action:"close", id:"${id}", status:"wont_fix", message:"the reason")`,
    );
    expect(await tracker.ticket({ action: 'close', id, status: 'wont_fix', message: 'as meant' })).toBe(
      `${id} triage → wont_fix, noted`,
    );
    const task = await tracker.create('Not any more');
    expect(await tracker.ticket({ action: 'close', id: task, resolution: 'Cancelled' })).toBe(
      `${task} backlog → cancelled`,
    );
  });

  it('does not go to an open status, nor reopen', async () => {
    const id = await tracker.create('Close me');
    expect(await tracker.refused('invalid_status', { action: 'close', id, status: 'review' })).toContain(
      'review does not close a task; done or cancelled do.',
    );
    await tracker.ticket({ action: 'close', id });
    expect(await tracker.refused('invalid_status', { action: 'close', id })).toContain(`${id} is already done.`);
    expect(await tracker.refused('invalid_status', { action: 'close', id, status: 'cancelled' })).toContain(
      'close does not reopen it',
    );
  });

  it('closes several, of different types, all or none', async () => {
    const ids = await tracker.createAll([{ title: 'a' }, { title: 'b', type: 'feature' }]);
    expect(await tracker.ticket({ action: 'close', ids })).toBe(
      `${ids[0]} backlog → in_progress → done\n${ids[1]} proposed → approved → in_progress → shipped`,
    );
    const [open] = await tracker.createAll([{ title: 'open' }]);
    await tracker.refused('invalid_status', { action: 'close', ids: [open, ids[0]] });
    expect((await tracker.get(open!))[1]).toBe('task · backlog');
  });

  it('says which tickets it has made ready, and only those with no other open blocker', async () => {
    const [one, two, ready, waiting] = await tracker.createAll([
      { title: 'One' },
      { title: 'Two' },
      { title: 'Ready soon', blocked_by: '$1' },
      { title: 'Still waits', blocked_by: ['$1', '$2'] },
    ]);
    expect(await tracker.ticket({ action: 'close', id: one })).toBe(
      `${one} backlog → in_progress → done\nReady now: ${ready} "Ready soon"`,
    );
    expect(await tracker.ticket({ action: 'close', id: two })).toContain(`Ready now: ${waiting}`);
  });
});
