import type { HandOver } from '../actions/claim/hand-over.ts';
import { clip } from '../domain/cut.ts';
import { dateOf } from '../domain/day.ts';
import { shortId } from '../domain/event/id.ts';
import { call } from '../domain/hint.ts';
import { lineCharacters, type Note } from '../domain/rules/notes.ts';
import { oneLine } from '../domain/shown.ts';
import type { Question } from '../store/read/questions.ts';
import type { Turn } from '../store/read/turns.ts';
import { lines } from './lines.ts';
import type { Syntax } from './syntax.ts';

const short = (text: string): string => clip(oneLine(text), lineCharacters);

const dayOf = ({ time }: Note): string => dateOf(time).slice(5);

/** What is known of a note before it is read. */
interface Known {
  actor: string;
  day?: string;
  verb?: string;
}

/** That somebody has left a ticket to its reader says what they did. */
export const knownOfTurn = ({ why, by }: Pick<Turn, 'why' | 'by'>): Known => ({
  actor: by,
  verb: why === 'handed over' ? 'released' : 'changes_requested',
});

/** A note in one line: who has said it, on which day, what they did and said; without what is known. */
export function noteLine(note: Note, known?: Known): string {
  const { actor, verb, body } = note;
  const day = dayOf(note);
  const said = verb === undefined || verb === known?.verb ? short(body) : `${verb}: ${short(body)}`;
  return [actor !== known?.actor && actor, day !== known?.day && day, said].filter(Boolean).join(' ');
}

const openingCharacters = 40;

/** The note that names its reader, from the name on where it stands far behind; with its id, to answer it by. */
export const questionLine = ({ note, at }: Pick<Question, 'note' | 'at'>): string =>
  `${noteLine(at <= openingCharacters ? note : { ...note, body: `…${note.body.slice(at)}` })} [${shortId(note.event)}]`;

/** One line each. */
export function renderHandOver(
  { notes, closings, commits, left }: HandOver,
  { key, turn }: { key: string; turn: Pick<Turn, 'why' | 'by'> | undefined },
  syntax: Syntax,
): string {
  const said = notes.map((note, at) => {
    const before = notes[at - 1];
    return noteLine(note, before ? { actor: before.actor, day: dayOf(before) } : turn && knownOfTurn(turn));
  });
  const closed = closings.map(({ type, key: other, gone, note }) => {
    const how = gone === undefined ? '' : ` (${gone})`;
    return `${type === 'blocked_by' ? 'after' : type} ${other}${how}: ${short(note.body)}`;
  });
  const made = commits.map(({ hash, subject }) => `commit ${hash.slice(0, 7)}${subject ? ` ${short(subject)}` : ''}`);
  return lines(
    ...[...said, ...closed, ...made].map((line) => ` ${line}`),
    left > 0 && ` ${left} more: ${syntax.call(call('ticket', { action: 'get', id: key }))}`,
  );
}
