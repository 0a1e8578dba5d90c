import { z } from 'zod';
import { key } from '../../domain/fields.ts';
import { getTicket, listChildren, rowOf } from '../../store/tickets.ts';
import { defineAction } from '../action.ts';
import { type LinkedTicket, viewTicket } from '../ticket/view.ts';

export interface LinksResult {
  key: string;
  title: string;
  links: LinkedTicket[];
  parent?: { key: string; title: string } | undefined;
  children: { key: string; title: string; status: string }[];
  commits: { hash: string; subject?: string | undefined }[];
  urls: string[];
}

export const list = defineAction({
  tool: 'link',
  name: 'list',
  access: 'read',
  input: z.strictObject({ id: key }),
  example: { id: 'PAY-482913' },
  async run(tx, { id }): Promise<LinksResult> {
    const row = getTicket(tx, id);
    const { key: own, title, links, commits, urls } = viewTicket(tx, row, { comments: 0 });
    const parent = row.parent === null ? undefined : rowOf(tx, row.parent);
    return {
      ...{ key: own, title, links, commits, urls },
      parent: parent && { key: parent.key, title: parent.title },
      children: listChildren(tx, row.ticket).map((child) => ({
        key: child.key,
        title: child.title,
        status: child.status,
      })),
    };
  },
});
