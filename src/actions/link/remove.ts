import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { parseLinkType } from '../../domain/event/link.ts';
import { call, hint } from '../../domain/hint.ts';
import { key, word } from '../../domain/input/fields.ts';
import { getEvent } from '../../store/read/history.ts';
import { isReadyTicket, type LinkView, listLinks } from '../../store/read/links.ts';
import { getRow, getTicket, type TicketRow } from '../../store/read/tickets.ts';
import type { Commit } from '../../store/repository.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, everyWrite, unpublished } from '../action.ts';
import { changeTicket } from '../change.ts';
import {
  example,
  findLinkedCommit,
  findSeveral,
  findTargetFaults,
  type LinkResult,
  linkFields,
  readTargets,
} from './fields.ts';

/** A link may be named by its id alone. */
function findFaults(given: Readonly<Record<string, unknown>>): string[] {
  const beside = Object.keys(given).filter((field) => !['id', 'link_id', ...Object.keys(everyWrite)].includes(field));
  if (!('link_id' in given))
    return [...('id' in given ? [] : ['id is missing']), ...findTargetFaults(given), ...findSeveral(given)];
  return beside.length > 0
    ? [`link_id names the link, and ${beside.join(' and ')} ${beside.length > 1 ? 'are' : 'is'} given too`]
    : [];
}

/** Without a type, everything between the two goes. */
export const remove = defineAction({
  tool: 'link',
  name: 'remove',
  access: 'write',
  input: () => z.strictObject({ ...linkFields, id: z.optional(key), link_id: z.optional(unpublished(word)) }),
  findFaults,
  example,
  lookUp: findLinkedCommit,
  async run(tx, input, commit): Promise<LinkResult> {
    if (input.link_id !== undefined) return removeLink(tx, input.link_id, input.id);
    const row = getTicket(tx, input.id ?? '');
    const { shown, target, type, isMeant } = readEnd(tx, row, input, commit);
    const links = listLinks(tx, row.ticket).filter(isMeant);
    const kinship = target && findKinship(row, target, type);
    if (links.length === 0 && !kinship) throw noSuchLink(row, type, shown);
    const waiting = [row, ...(target ? [target] : [])].filter((one) => !isReadyTicket(tx, one));
    await unlink(tx, links);
    if (kinship) await changeTicket(tx, kinship === 'parent' ? target : row, 'update', { parent: null });
    const freed = waiting.filter((one) => isReadyTicket(tx, getRow(tx, one.ticket)));
    return {
      key: row.key,
      type: [...new Set([...links.map((link) => link.type), ...(kinship ? [kinship] : [])])].join(', '),
      target: shown,
      subject: links[0]?.subject,
      already: false,
      ready: freed.map(({ key, title }) => ({ key, title })),
    };
  },
});

/** The link that an event made, seen from the ticket that is named or from its owner. */
async function removeLink(tx: WriteTx, event: string, id: string | undefined): Promise<LinkResult> {
  const made = getEvent(tx, event);
  const row = getTicket(tx, id ?? made.ticket ?? '');
  const link = listLinks(tx, row.ticket).find((one) => one.event === made.id);
  if (!link) throw noSuchLink(row, undefined, event);
  const ends = [row, ...(link.target ? [getRow(tx, link.target.ticket)] : [])];
  const waiting = ends.filter((one) => !isReadyTicket(tx, one));
  await unlink(tx, [link]);
  const freed = waiting.filter((one) => isReadyTicket(tx, getRow(tx, one.ticket)));
  return {
    key: row.key,
    type: link.type,
    target: link.target?.key ?? link.commit?.slice(0, 10) ?? link.url ?? '',
    subject: link.subject,
    already: false,
    ready: freed.map(({ key, title }) => ({ key, title })),
  };
}

/** What is at the other end of the links to be removed. */
interface End {
  shown: string;
  isMeant(link: LinkView): boolean;
  target?: TicketRow;
  type?: string | undefined;
}

function readEnd(
  tx: WriteTx,
  row: TicketRow,
  input: Parameters<typeof readTargets>[0],
  known: Commit | undefined,
): End {
  const [wanted] = readTargets(input);
  if (!wanted) throw new Error('A call without a target was not refused.');
  if ('url' in wanted) return { shown: wanted.url, isMeant: (link) => link.url === wanted.url };
  if ('commit' in wanted) {
    const commit = getCommit(tx, row, wanted.commit, known);
    return { shown: commit.slice(0, 10), isMeant: (link) => link.commit === commit };
  }
  const target = getTicket(tx, wanted.ticket);
  const type = wanted.type === undefined ? undefined : parseLinkType(wanted.type);
  const isOfType = (link: LinkView) => type === undefined || link.type === type;
  return {
    shown: target.key,
    isMeant: (link) => link.target?.ticket === target.ticket && isOfType(link),
    target,
    type,
  };
}

/** The linked commit that is meant, also one that the repository no longer has. */
function getCommit(tx: WriteTx, row: TicketRow, asked: string, known: Commit | undefined): string {
  const linked = listLinks(tx, row.ticket).flatMap((link) => link.commit ?? []);
  const matching = linked.filter((hash) => hash.startsWith(asked.toLowerCase()));
  const [found, ...others] = matching;
  if (others.length > 0)
    throw new TrackerError(
      'invalid_input',
      `commit ${asked} could be ${matching.map((hash) => hash.slice(0, 10)).join(' or ')}.`,
      'Send more of the hash.',
    );
  const hash = found ?? known?.hash;
  if (hash === undefined || !linked.includes(hash)) throw noSuchLink(row, 'commit', asked);
  return hash;
}

/** A link is taken back on the ticket that it belongs to. */
async function unlink(tx: WriteTx, links: readonly LinkView[]): Promise<void> {
  for (const owner of new Set(links.map((link) => link.owner)))
    await tx.record(owner, 'unlink', { links: links.filter((link) => link.owner === owner).map((link) => link.event) });
}

/** What `row` is to `target` in the tree, where that is asked for. */
function findKinship(row: TicketRow, target: TicketRow, asked: string | undefined): 'parent' | 'child' | undefined {
  if (target.parent === row.ticket && (asked ?? 'parent') === 'parent') return 'parent';
  return row.parent === target.ticket && (asked ?? 'child') === 'child' ? 'child' : undefined;
}

const noSuchLink = (row: TicketRow, type: string | undefined, target: string): TrackerError =>
  new TrackerError(
    'not_found',
    `${row.key} has no ${type ? `${type} ` : ''}link to ${target}.`,
    hint`${call('link', { action: 'list', id: row.key })} shows its links.`,
  );
