import { z } from 'zod';
import { TrackerError } from '../../domain/errors.ts';
import { parseLinkType } from '../../domain/link.ts';
import { isReadyTicket, type LinkView, listLinks } from '../../store/links.ts';
import { getTicket, rowOf, type TicketRow } from '../../store/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction } from '../action.ts';
import { changeTicket } from '../change.ts';
import { accepts, example, type LinkResult, linkFields, readTarget } from './fields.ts';

/** Without a type, every link between the two goes. */
export const remove = defineAction({
  tool: 'link',
  name: 'remove',
  access: 'write',
  input: z.strictObject(linkFields),
  accepts,
  example,
  async run(tx, input): Promise<LinkResult> {
    const row = getTicket(tx, input.id);
    const wanted = readTarget(input);
    const target = 'ticket' in wanted ? getTicket(tx, wanted.ticket) : undefined;
    const type = target && input.type !== undefined ? parseLinkType(input.type) : undefined;
    if (target && (type === 'parent' || type === 'child')) return removeParent(tx, row, target, type);
    const links = listLinks(tx, row.ticket).filter((link) => {
      if ('commit' in wanted) return link.commit?.startsWith(wanted.commit.toLowerCase());
      if ('url' in wanted) return link.url === wanted.url;
      return link.target?.ticket === target!.ticket && (type === undefined || link.type === type);
    });
    const shown = target?.key ?? input.commit ?? input.url!;
    if (links.length === 0) throw noSuchLink(row, type, shown);
    await unlink(tx, links);
    const freed = links.some((link) => link.type === 'blocks')
      ? target
      : links.some((link) => link.type === 'blocked_by')
        ? row
        : undefined;
    const ready = freed && isReadyTicket(tx, rowOf(tx, freed.ticket)!) ? [{ key: freed.key, title: freed.title }] : [];
    return {
      key: row.key,
      type: [...new Set(links.map((link) => link.type))].join(', '),
      target: shown,
      already: false,
      ready,
    };
  },
});

/** A link is taken back on the ticket that it belongs to. */
async function unlink(tx: WriteTx, links: readonly LinkView[]): Promise<void> {
  for (const owner of new Set(links.map((link) => link.owner)))
    await tx.record(owner, 'unlink', { links: links.filter((link) => link.owner === owner).map((link) => link.event) });
}

async function removeParent(
  tx: WriteTx,
  row: TicketRow,
  target: TicketRow,
  type: 'parent' | 'child',
): Promise<LinkResult> {
  const [child, parent] = type === 'parent' ? [target, row] : [row, target];
  if (child.parent !== parent.ticket) throw noSuchLink(row, type, target.key);
  await changeTicket(tx, child, 'update', { parent: null });
  return { key: row.key, type, target: target.key, already: false, ready: [] };
}

const noSuchLink = (row: TicketRow, type: string | undefined, target: string): TrackerError =>
  new TrackerError(
    'not_found',
    `${row.key} has no ${type ? `${type} ` : ''}link to ${target}.`,
    `link(action:"list", id:"${row.key}") shows its links.`,
  );
