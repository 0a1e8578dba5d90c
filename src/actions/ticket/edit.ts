import * as z from 'zod/mini';
import { type Edit, editDescription } from '../../domain/description/description.ts';
import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import { integer, key, text, word } from '../../domain/input/fields.ts';
import { nearest } from '../../domain/near.ts';
import { splitLines } from '../../domain/text/text.ts';
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

export interface EditResult {
  key: string;
  revision: number;
  op: Edit['op'];
  /** False: the text was like that already. */
  changed: boolean;
  /** The lines of the new text that the edit wrote, 1-based, inclusive; `last` is before `first` where there are none. */
  first: number;
  last: number;
  /** At most three of them. */
  lines: string[];
}

export const edit = defineAction({
  tool: 'ticket',
  name: 'edit',
  access: 'write',
  input: () =>
    z.strictObject({
      id: key,
      op: described(word, { type: 'string', enum: ops }),
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
  accepts: {
    content: 'new',
    text: 'new',
    new_text: 'new',
    old_text: 'old',
    heading: 'section',
    line: 'start_line',
    operation: 'op',
    reason: 'message',
  },
  keepEmpty: keepEmptyText,
  example: { id: 'PAY-482913', op: 'replace', section: 'Acceptance', new: '- [ ] Works offline' },
  async run(tx, input): Promise<EditResult> {
    const row = getTicket(tx, input.id);
    checkRevision(tx, row, input.expected_revision);
    const wanted = readEdit(input);
    const before = descriptionOf(tx, row);
    if (wanted.lines !== undefined) checkSeen(tx, row, before);
    const edited = editDescription(before, wanted);
    const changed = await writeDescription(tx, { ticket: idOf(row), text: edited.text, message: input.message });
    const lines = splitLines(edited.text).slice(edited.first - 1, Math.min(edited.last, edited.first + 2));
    const { revision } = getTicket(tx, input.id);
    return {
      key: row.key,
      revision,
      op: wanted.op,
      changed,
      first: edited.first,
      last: edited.last,
      lines: lines.map((line) => line.replace(/\r?\n$/, '')),
    };
  },
});

const places = ['section', 'lines', 'old', 'checkbox', 'start_line', 'end_line', 'after_line'] as const;

/** No text is a text where a place is given. Without one, an empty place is no way to say "all of it". */
function keepEmptyText(
  given: Readonly<Record<string, unknown>>,
  empty: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const op = String(given.op).trim().toLowerCase();
  const writes = !/^(?:delete|check|uncheck)/.test(op);
  if (places.some((place) => place in given)) return writes && empty.new === '' ? { new: '' } : {};
  const blank = places.find((place) => place in empty);
  if (blank === undefined || !op.startsWith('delete')) return {};
  throw new TrackerError(
    'invalid_input',
    `${blank} is empty, so the place to delete is not named.`,
    hint`Name it by section, lines, old or checkbox. To empty the whole description: ${call('ticket', { action: 'update', id: given.id, description: 'none' })}.`,
  );
}

type EditInput = { op: string } & Partial<Record<'new' | 'section' | 'lines' | 'old' | 'checkbox', string>> &
  Partial<Record<'start_line' | 'end_line' | 'after_line', number>>;

/** The edit meant, with the names and line fields of other tools put into ours. */
function readEdit(input: EditInput): Edit {
  const word = input.op.toLowerCase();
  const other = otherOps[word];
  const op = other?.op ?? ops.find((one) => one === word);
  if (!op) {
    const near = nearest(word, [...ops, ...Object.keys(otherOps)]);
    throw new TrackerError(
      'invalid_input',
      `edit has no op "${input.op}"${near ? `; did you mean "${near}"?` : '.'}`,
      `op: ${ops.join(', ')}.`,
    );
  }
  const { after_line } = input;
  const place: Partial<Edit> = { section: input.section, lines: input.lines, old: input.old, checkbox: input.checkbox };
  for (const name of Object.keys(place) as (keyof Edit)[]) if (place[name] === undefined) delete place[name];
  const numbered = linesOf(input);
  if (numbered !== undefined) {
    if (place.lines !== undefined)
      throw new TrackerError('invalid_input', 'lines and line numbers are both given.', 'Send lines:"8-10" alone.');
    place.lines = numbered;
  }
  if (other?.where && place[other.where] === undefined)
    throw new TrackerError(
      'invalid_input',
      `${word} needs ${other.where === 'lines' ? 'start_line and end_line (or lines)' : other.where}.`,
      `Send op:"${op}" with ${other.where}.`,
    );
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
    `The description of ${row.key} has changed since you read it${last ? `: ${last.actor} changed it at ${new Date(last.time).toISOString().slice(0, 16)}Z` : ''}.`,
    hint`Read the lines anew: ${call('ticket', { action: 'get', id: row.key, lines: '1-' })}. Or name the place by section or old text.`,
  );
}
