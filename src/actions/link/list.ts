import * as z from 'zod/mini';
import { defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { key } from '../../domain/input/fields.ts';
import { listChildren } from '../../store/read/children.ts';
import { getRow, getTicket } from '../../store/read/tickets.ts';
import { defineAction, pageFields } from '../action.ts';
import { type LinkedTicket, viewTicket } from '../ticket/view.ts';

export interface LinksResult {
  key: string;
  title: string;
  links: LinkedTicket[];
  parent?: { key: string; title: string } | undefined;
  children: { key: string; title: string; status: string }[];
  commits: { hash: string; subject?: string | undefined }[];
  urls: string[];
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
    const row = getTicket(tx, id);
    const { key: own, title, links, commits, urls } = viewTicket(tx, row, { notes: 0 });
    const parent = row.parent === null ? undefined : getRow(tx, row.parent);
    const children = listChildren(tx, row.ticket).map(({ key, title, status }) => ({ key, title, status }));
    const room = { tokens: budget };
    const shown = {
      links: takeFitting(links, room, (link) => link.title),
      children: takeFitting(children, room, (child) => child.title),
      commits: takeFitting(commits, room, (commit) => commit.subject ?? ''),
      urls: takeFitting(urls, room, (url) => url),
    };
    const all = [links, children, commits, urls];
    const left = count(all) - count(Object.values(shown));
    return { key: own, title, parent: parent && { key: parent.key, title: parent.title }, ...shown, left };
  },
});

const count = (lists: readonly (readonly unknown[])[]): number => lists.reduce((sum, list) => sum + list.length, 0);

/** Items from the first on, as many as there is room for. */
function takeFitting<T>(items: readonly T[], room: { tokens: number }, textOf: (item: T) => string): T[] {
  return items.filter((item) => {
    room.tokens -= estimateTokens(textOf(item)) + 12;
    return room.tokens >= 0;
  });
}
