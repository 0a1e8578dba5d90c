import * as z from 'zod/mini';
import { beginningOf } from '../../domain/cut.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { LinkPayload, LinkType } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { inverseOf, type LinkWord, parseLinkType } from '../../domain/event/link.ts';
import { listLinks } from '../../store/read/links.ts';
import { getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { Commit } from '../../store/repository.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction } from '../action.ts';
import { changeTicket } from '../change.ts';
import { checkNoCycle } from './cycle.ts';
import { example, findLinkedCommit, findTargetFaults, type LinkResult, linkFields, readTargets } from './fields.ts';

export const add = defineAction({
  tool: 'link',
  name: 'add',
  access: 'write',
  input: () => z.strictObject(linkFields),
  findFaults: findTargetFaults,
  example,
  lookUp: findLinkedCommit,
  async run(tx, input, commit): Promise<LinkResult> {
    const row = getTicket(tx, input.id);
    const made: LinkResult[] = [];
    for (const target of readTargets(input)) {
      if ('commit' in target) made.push(await addCommit(tx, row, target.commit, commit));
      else if ('url' in target) made.push(await addUrl(tx, row, target.url));
      else made.push(await addTicket(tx, row, target.type ?? 'related', getTicket(tx, target.ticket)));
    }
    const [first, ...also] = made;
    if (!first) throw new Error('A call without a target was not refused.');
    return { ...first, ...(also.length > 0 && { also }) };
  },
});

/** Throws `not_found`, `invalid_input` or `dependency_cycle`. */
export async function addTicket(tx: WriteTx, row: TicketRow, word: string, target: TicketRow): Promise<LinkResult> {
  const type = parseLinkType(word);
  const sentence = { key: row.key, type, target: target.key };
  if (row.ticket === target.ticket) throw toItself(row.key, type);
  if (type === 'parent' || type === 'child') {
    const [child, parent] = type === 'parent' ? [target, row] : [row, target];
    const { changes } = await changeTicket(tx, child, 'update', { parent: idOf(parent) });
    const before = changes.find(({ field }) => field === 'parent')?.from as string | null | undefined;
    return { ...sentence, ...(before && { instead: before }), already: changes.length === 0, ready: [] };
  }
  if (listLinks(tx, row.ticket).some((link) => link.target?.ticket === target.ticket && link.type === type))
    return { ...sentence, already: true, ready: [] };
  const [from, to] = inverseOf[type] ? [target, row] : [row, target];
  const stored = inverseOf[type] ?? (type as LinkType);
  if (stored === 'blocks') checkNoCycle(tx, from, to);
  return recordLink(tx, from, sentence, { type: stored, target: idOf(to) });
}

/** Of what must not go in circles this is the shortest circle. */
function toItself(key: string, type: LinkWord): TrackerError {
  const hint = 'Name another ticket as target.';
  const isCycle = type === 'parent' || type === 'child' || (inverseOf[type] ?? type) === 'blocks';
  if (!isCycle) return new TrackerError('invalid_input', `${key} cannot be linked to itself.`, hint);
  const what = type === 'parent' || type === 'child' ? 'be its own parent' : 'block itself';
  return new TrackerError('dependency_cycle', `${key} cannot ${what}: ${key} → ${key}.`, hint);
}

async function recordLink(
  tx: WriteTx,
  owner: TicketRow,
  sentence: Pick<LinkResult, 'key' | 'type' | 'target' | 'subject'>,
  payload: LinkPayload,
): Promise<LinkResult> {
  const event = await tx.record(idOf(owner), 'link', payload);
  return { ...sentence, already: false, event: shortId(event.id), ready: [] };
}

async function addCommit(tx: WriteTx, row: TicketRow, asked: string, commit: Commit | undefined): Promise<LinkResult> {
  if (!commit)
    throw new TrackerError(
      'not_found',
      `The repository has no commit ${asked}.`,
      'Send a hash that `git log` shows; a commit of another clone must have been fetched.',
    );
  const sentence = { key: row.key, type: 'commit', target: commit.hash.slice(0, 10), subject: commit.subject };
  if (listLinks(tx, row.ticket).some((link) => link.commit === commit.hash))
    return { ...sentence, already: true, ready: [] };
  return recordLink(tx, row, sentence, { commit: commit.hash, subject: commit.subject });
}

async function addUrl(tx: WriteTx, row: TicketRow, url: string): Promise<LinkResult> {
  if (!/^https?:\/\/\S{1,1990}$/i.test(url))
    throw new TrackerError('invalid_input', `"${beginningOf(url, 80)}" is not a web address.`, 'Send url:"https://…".');
  const sentence = { key: row.key, type: 'url', target: url };
  if (listLinks(tx, row.ticket).some((link) => link.url === url)) return { ...sentence, already: true, ready: [] };
  return recordLink(tx, row, sentence, { url });
}
