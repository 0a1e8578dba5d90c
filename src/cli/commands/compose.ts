import type { Caller } from '../../actions/caller.ts';
import { TrackerError } from '../../domain/errors.ts';
import { largestBudget } from '../../domain/input/budget.ts';
import type { FileTracker } from '../../home/file-tracker.ts';
import { editText, writeNewTicket } from '../terminal/editor.ts';

/** What has to be known to ask a person for a text. */
export interface Writing {
  env: NodeJS.ProcessEnv;
  open(): Promise<FileTracker>;
  caller: Caller;
}

type Given = Readonly<Record<string, unknown>>;

/** A ticket without a title is written in the editor. Throws `invalid_input` where none was written. */
export async function composeTicket(given: Given, { env }: Writing): Promise<Given> {
  if (given.title !== undefined || given.template !== undefined || given.items !== undefined) return given;
  const written = writeNewTicket(env);
  if (!written) throw new TrackerError('invalid_input', 'No title was written, and no ticket made.');
  return { ...written, ...given };
}

const places = ['op', 'new', 'section', 'lines', 'old', 'checkbox'];

/**
 * An edit that names no change is made in the editor, of the whole description. Throws `invalid_input` where it was left as
 * it was, and, by the action, `conflict` where somebody else has changed the ticket meanwhile.
 */
export async function composeEdit(given: Given, { env, open, caller }: Writing): Promise<Given> {
  if (places.some((field) => given[field] !== undefined)) return given;
  const { perform } = await import('../../actions/perform.ts');
  const args = { action: 'get', id: given.id, budget: largestBudget };
  const reply = await perform(await open(), caller, { tool: 'ticket', args });
  if (reply.action !== 'ticket.get' || reply.repeated || !('ticket' in reply.result)) return given;
  const { description, revision } = reply.result.ticket;
  const text = editText(description.endsWith('\n') || description === '' ? description : `${description}\n`, env);
  if (text === undefined) throw new TrackerError('invalid_input', 'The description was left as it was.');
  const saved = description.endsWith('\n') ? text : text.replace(/\r?\n$/, '');
  return saved === ''
    ? { ...given, op: 'delete', expected_revision: revision }
    : { ...given, op: 'replace', new: saved, expected_revision: revision };
}
