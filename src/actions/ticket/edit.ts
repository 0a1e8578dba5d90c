import * as z from 'zod/mini';
import { minuteOf } from '../../domain/day.ts';
import { type Edit, editDescription, isRange } from '../../domain/description/description.ts';
import { type ShownEdit, shownOfEdit } from '../../domain/description/difference.ts';
import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import { integer, key, oneOf, text, word } from '../../domain/input/fields.ts';
import { asText, foldWord, isBlank, orList, quote } from '../../domain/words.ts';
import { listVersions } from '../../store/read/history.ts';
import { descriptionOf, getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, described, unpublished, writeFields } from '../action.ts';
import { hasSeenAnother, writeDescription } from '../description.ts';
import { checkRevision } from '../revision.ts';
import { message } from './fields.ts';

const ops = ['replace', 'append', 'prepend', 'delete', 'check', 'uncheck'] as const;

/** Names that other trackers' tools have for an edit: name → what it is here, and the place that it must name. */
const otherOps: Readonly<Record<string, { op: Edit['op']; where?: 'lines' | 'section' | 'old' }>> = {
  replace_all: { op: 'replace' },
  replace_lines: { op: 'replace', where: 'lines' },
  insert_lines: { op: 'prepend', where: 'lines' },
  delete_lines: { op: 'delete', where: 'lines' },
  replace_section: { op: 'replace', where: 'section' },
  append_section: { op: 'append', where: 'section' },
  delete_section: { op: 'delete', where: 'section' },
  replace_text: { op: 'replace', where: 'old' },
  insert: { op: 'prepend', where: 'lines' },
};

export interface EditResult extends ShownEdit {
  key: string;
  revision: number;
  op: Edit['op'];
  /** False: the text was like that already. */
  changed: boolean;
  /** Whether the message that was given is a note of the ticket now. */
  noted?: boolean | undefined;
}

export const edit = defineAction({
  tool: 'ticket',
  name: 'edit',
  access: 'write',
  input: () =>
    z.strictObject({
      id: key,
      op: z.optional(described(oneOf(ops, Object.keys(otherOps)), { type: 'string', enum: ops })),
      new: z.optional(text),
      section: z.optional(word),
      lines: z.optional(word),
      old: z.optional(text),
      checkbox: z.optional(word),
      message,
      start_line: z.optional(unpublished(integer({ min: 1 }))),
      end_line: z.optional(unpublished(integer({ min: 1 }))),
      after_line: z.optional(unpublished(integer({ min: 0 }))),
      ...writeFields,
    }),
  keepEmpty: keepEmptyText,
  findFaults,
  example: { id: 'PAY-482913', op: 'replace', section: 'Acceptance', new: '- [ ] Works offline' },
  async run(tx, input): Promise<EditResult> {
    const row = getTicket(tx, input.id);
    checkRevision(tx, row, input.expected_revision);
    const wanted = readEdit(input);
    const before = descriptionOf(tx, row);
    if (wanted.lines !== undefined) checkSeen(tx, row, before);
    const edited = editDescription(before, wanted);
    const changed = await writeDescription(tx, { ticket: idOf(row), text: edited.text, message: input.message });
    const { revision } = getTicket(tx, input.id);
    const isSaid = !isBlank(input.message ?? '');
    return {
      ...{ key: row.key, revision, op: wanted.op, changed },
      ...shownOfEdit(before, edited),
      ...(isSaid && { noted: changed }),
    };
  },
});

const places = ['section', 'lines', 'old', 'checkbox', 'start_line', 'end_line', 'after_line'] as const;

/** No text is a text where a place is given. Without one, an empty place is no way to say "all of it". */
function keepEmptyText(
  given: Readonly<Record<string, unknown>>,
  empty: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const op = asText(given.op).trim().toLowerCase();
  const writes = !/^(?:delete|check|uncheck)/.test(op);
  if (places.some((place) => place in given)) return writes && empty.new === '' ? { new: '' } : {};
  const blank = places.find((place) => place in empty);
  if (blank === undefined || !op.startsWith('delete')) return {};
  throw new TrackerError(
    'invalid_input',
    `${blank} is empty, so the place to delete is not named.`,
    'Name it by section, lines, old or checkbox. Without any place field at all, the whole description is emptied.',
  );
}

type EditInput = { op?: string | undefined } & Partial<
  Record<'new' | 'section' | 'lines' | 'old' | 'checkbox', string | undefined>
> &
  Partial<Record<'start_line' | 'end_line' | 'after_line', number | undefined>>;

const opNamed = (word: string): { op: Edit['op']; where?: 'lines' | 'section' | 'old' } | undefined => {
  const op = ops.find((one) => one === word);
  return op ? { op } : Object.hasOwn(otherOps, word) ? otherOps[word] : undefined;
};

/** What of an edit is missing, or stands beside what it cannot stand beside. */
function findFaults(given: Readonly<Record<string, unknown>>): string[] {
  const word = foldWord(asText(given.op));
  const other = opNamed(word);
  const numbers = ['start_line', 'end_line', 'after_line'].filter((field) => field in given);
  const places = [...['lines', 'old', 'checkbox'].filter((field) => field in given), ...numbers.slice(0, 1)];
  const hasPlace = (where: string) => where in given || (where === 'lines' && numbers.length > 0);
  const writes = other && /^(?:replace|append|prepend)$/.test(other.op);
  const range =
    given.lines === undefined || isRange(asText(given.lines))
      ? []
      : [`lines are such as "8-10" or "8", not ${quote(given.lines)}`];
  const isReplacement = 'old' in given && 'new' in given;
  return [
    ...('op' in given || isReplacement ? [] : [`op is missing: ${orList(ops)}`]),
    ...range,
    ...(other?.where && !hasPlace(other.where)
      ? [`${word} needs ${other.where === 'lines' ? 'start_line and end_line, or lines' : other.where}`]
      : []),
    ...(writes && !('new' in given) ? [`${other.op} needs new, the text to write`] : []),
    ...(other && !writes && 'new' in given ? [`${other.op} takes no new`] : []),
    ...(places.length > 1 ? [`an edit has one place, and ${places.join(' and ')} are given`] : []),
  ];
}

/** The edit meant, with the names and line fields of other tools put into ours. */
function readEdit(input: EditInput): Edit {
  // What has an old and a new text is a replacement, whatever it is called.
  const op = opNamed(input.op ?? 'replace')?.op ?? 'replace';
  const { after_line } = input;
  const place: Partial<Edit> = { section: input.section, lines: input.lines, old: input.old, checkbox: input.checkbox };
  for (const name of Object.keys(place) as (keyof Edit)[]) if (place[name] === undefined) delete place[name];
  const numbered = linesOf(input);
  if (numbered !== undefined) place.lines = numbered;
  const text = input.new === undefined ? {} : { new: input.new };
  if (after_line === 0) return { op: 'prepend', ...place, lines: '1', ...text };
  return { op: after_line === undefined ? op : 'append', ...place, ...text };
}

/** The lines that are named by the fields of other tools; undefined where none is. */
function linesOf({ after_line, start_line, end_line }: EditInput): string | undefined {
  if (after_line !== undefined) return String(after_line);
  const start = start_line ?? end_line;
  if (start === undefined) return undefined;
  return end_line === undefined || end_line === start ? String(start) : `${start}-${end_line}`;
}

/** Line numbers mean nothing once somebody else has changed the text. Throws `conflict` with who changed what. */
function checkSeen(tx: ReadTx, row: TicketRow, text: string): void {
  if (!hasSeenAnother(tx, idOf(row), text)) return;
  const last = listVersions(tx, row.ticket).at(-1);
  throw new TrackerError(
    'conflict',
    `The description of ${row.key} has changed since you read it${last ? `: ${last.actor} changed it at ${minuteOf(last.time)}` : ''}.`,
    hint`Read the lines anew: ${call('ticket', { action: 'get', id: row.key, lines: '1-' })}. Or name the place by section or old text.`,
  );
}
