import * as z from 'zod/mini';
import { shortId } from '../../domain/event/id.ts';
import { defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { key } from '../../domain/input/fields.ts';
import { listChildren } from '../../store/read/children.ts';
import { listLinks } from '../../store/read/links.ts';
import { getRow, getTicket, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields } from '../action.ts';
import { type LinkedTicket, viewLink } from '../ticket/view.ts';

export interface LinksResult {
  key: string;
  title: string;
  /** `event` is the link's id: six characters, for `link remove`. */
  links: (LinkedTicket & { event: string })[];
  parent?: { key: string; title: string } | undefined;
  children: { key: string; title: string; status: string }[];
  commits: { hash: string; subject?: string | undefined; event: string }[];
  urls: { url: string; event: string }[];
  /** Children and links that did not fit into the budget. */
  left: number;
}

export const list = defineAction({
  tool: 'link',
  name: 'list',
  access: 'read',
  input: () => z.strictObject({ id: key, budget: pageFields.budget }),
  example: { id: 'PAY-482913' },
  async run(tx, { id, budget = defaultBudget }): Promise<LinksResult> {
    return readLinks(tx, getTicket(tx, id), { budget });
  },
});

export function readLinks(tx: ReadTx, row: TicketRow, { budget }: { budget: number }): LinksResult {
  const all = listLinks(tx, row.ticket).map((link) => ({ ...link, event: shortId(link.event) }));
  const links = all.flatMap((link) => viewLink(tx, link).map((view) => ({ ...view, event: link.event })));
  const commits = all.flatMap(({ commit, subject, event }) => (commit ? [{ hash: commit, subject, event }] : []));
  const urls = all.flatMap(({ url, event }) => (url ? [{ url, event }] : []));
  const parent = row.parent === null ? undefined : getRow(tx, row.parent);
  const children = listChildren(tx, row.ticket).map(({ key, title, status }) => ({ key, title, status }));
  // The ticket itself, and how to see the rest.
  const room = { tokens: budget - 40 - estimateTokens(row.title) };
  const shown = {
    links: takeFitting(links, room, (link) => link.title),
    children: takeFitting(children, room, (child) => child.title),
    commits: takeFitting(commits, room, (commit) => commit.subject ?? ''),
    urls: takeFitting(urls, room, ({ url }) => url),
  };
  const left = count([links, children, commits, urls]) - count(Object.values(shown));
  const { key: own, title } = row;
  return { key: own, title, parent: parent && { key: parent.key, title: parent.title }, ...shown, left };
}

const count = (lists: readonly (readonly unknown[])[]): number => lists.reduce((sum, list) => sum + list.length, 0);

/** Items from the first on, as many as there is room for. */
function takeFitting<T>(items: readonly T[], room: { tokens: number }, textOf: (item: T) => string): T[] {
  return items.filter((item) => {
    room.tokens -= estimateTokens(textOf(item)) + 17;
    return room.tokens >= 0;
  });
}
