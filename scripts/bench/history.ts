import type { Author, EventKind, Id, Payloads } from '../../src/domain/event/event.ts';
import type { Priority } from '../../src/domain/event/ticket.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import type { WriteTx } from '../../src/store/tx.ts';
import { type Chance, chanceFrom } from './random.ts';
import { description, sentence } from './vocabulary.ts';

/** A team's history: tickets that are worked on side by side, some for long, each by events of every kind. */
export interface History {
  /** How many events are still to be recorded. */
  left(): number;
  recordNext(tx: WriteTx): void;
  author(): Author;
}

interface Work {
  id: Id;
  /** How many tickets there were when it was made. */
  made: number;
  text: string;
  /** The event that wrote the text. */
  version: Id;
  type: keyof typeof courses;
  /** How far on its course it is. */
  step: number;
  events: number;
}

/** Statuses that follow each other. */
const courses = {
  task: ['backlog', 'todo', 'in_progress', 'review', 'done'],
  bug: ['triage', 'confirmed', 'in_progress', 'resolved'],
  feature: ['proposed', 'approved', 'in_progress', 'shipped'],
} as const;

const typesByChance = ['task', 'task', 'task', 'task', 'bug', 'bug', 'feature'] as const;
const prioritiesByChance: readonly Priority[] = ['medium', 'medium', 'medium', 'high', 'high', 'low', 'urgent', 'none'];
const labels = 'backend frontend security docs api performance design data mobile infra test build'.split(' ');
const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const agents = ['', '/claude-code', '/codex'];
/** Tickets that are worked on at the same time. */
const open = 60;
const start = Date.UTC(2025, 0, 6);

export function startHistory({ size, eventsATicket }: { size: number; eventsATicket: number }): History {
  const chance = chanceFrom(size);
  const working: Work[] = [];
  const closed: Work[] = [];
  let made = 0;
  let time = start;
  let left = size * eventsATicket;

  const author = (): Author => {
    const client = chance.pick(agents);
    const name = chance.pick(people) + client;
    return { actor: name, actorKind: client ? 'agent' : 'human', session: `${name} ${made >> 5}`, client: 'bench 1' };
  };
  return {
    left: () => left,
    author,
    recordNext(tx) {
      time += 1 + chance.below(120_000);
      const at = time;
      const by = author();
      const record: Recorder = (ticket, kind, payload) => {
        left--;
        return recordEvent({ db: tx.db, now: at, author: by, newId: tx.newId, add: tx.add }, { ticket, kind, payload })
          .id;
      };
      if (made === 0) record(null, 'project', { project: 'PAY' });
      if (made < size && working.length < open) {
        made++;
        const parent = chance.below(12) === 0 ? closed.at(-1 - chance.below(30))?.id : undefined;
        working.push(create(record, tx.newId(), { made, chance, parent }));
        return;
      }
      const place = chance.below(working.length || 1);
      const work = working[place] ?? chance.pick(closed);
      goOn(record, work, { chance, others: [...working, ...closed.slice(-200)] });
      if (++work.events < eventsATicket || !working[place]) return;
      working.splice(place, 1);
      closed.push(work);
    },
  };
}

type Recorder = <K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K]) => Id;

function create(record: Recorder, id: Id, about: { made: number; chance: Chance; parent: Id | undefined }): Work {
  const { made, chance, parent } = about;
  const type = chance.pick(typesByChance);
  const text = description(chance);
  const version = record(id, 'create', {
    project: 'PAY',
    // In no order, each once: 7919 has no factor in common with 900,000.
    number: 100_000 + ((made * 7919) % 900_000),
    title: sentence(chance, 4 + chance.below(5)),
    type,
    status: courses[type][0],
    priority: chance.pick(prioritiesByChance),
    description: text,
    ...(chance.below(2) === 0 && { labels: [chance.pick(labels)] }),
    ...(chance.below(3) === 0 && { points: 1 + chance.below(8) }),
    ...(chance.below(15) === 0 && { due: new Date(start + made * 600_000).toISOString().slice(0, 10) }),
    ...(parent && { parent }),
  });
  return { id, made, text, version, type, step: 0, events: 1 };
}

function goOn(record: Recorder, work: Work, { chance, others }: { chance: Chance; others: Work[] }): void {
  const course = courses[work.type];
  const kind = chance.below(10);
  const status = course[work.step + 1];
  // Half of the tickets get to the end of their course.
  if (kind < 4 && status !== undefined) {
    work.step++;
    record(work.id, 'move', { set: { status } });
  } else if (kind < 6) record(work.id, 'comment', { body: `${sentence(chance, 8 + chance.below(20))}.` });
  else if (kind < 7) {
    const insert = ` ${sentence(chance, 3 + chance.below(8))}.`;
    const splice = { at: work.text.length, deleteCount: 0, insert };
    work.version = record(work.id, 'edit', { base: work.version, splice });
    work.text += insert;
  } else if (kind < 8) {
    const target = chance.pick(others);
    // Only what is younger is blocked, so that there are no cycles, which no door would let in.
    const type = target.made > work.made && chance.below(2) === 0 ? 'blocks' : 'related';
    if (target === work) record(work.id, 'update', { set: { priority: chance.pick(prioritiesByChance) } });
    else record(work.id, 'link', { type, target: target.id });
  } else if (kind < 9) record(work.id, 'update', { add: { labels: [chance.pick(labels)] } });
  else record(work.id, 'update', { set: { priority: chance.pick(prioritiesByChance), points: 1 + chance.below(8) } });
}
