import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { objects, variables, word } from '../../domain/input/fields.ts';
import { describeIssues } from '../../domain/input/issues.ts';
import { once } from '../../domain/once.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, everyWrite } from '../action.ts';
import { readFields } from '../arguments.ts';
import { maxBatch, newTicketFields } from './fields.ts';
import { type NewTicket, recordNewTicket, withTemplate } from './new-ticket.ts';

const templated = { template: z.optional(word), vars: z.optional(variables) };
const itemSchema = once(() => z.strictObject({ ...newTicketFields, ...templated }));
const accepts = {
  depends_on: 'blocked_by',
  body: 'description',
  due_date: 'due',
  assignee: 'assignees',
  name: 'title',
  summary: 'title',
  variables: 'vars',
};

/** A ticket that was made, with what is not as for every new one. */
export interface CreatedTicket {
  key: string;
  id: string;
  title: string;
  type: string;
  status: string;
  priority: string;
}

export interface CreateResult {
  tickets: CreatedTicket[];
  /** Open tickets whose title is alike. */
  similar: { key: string; title: string }[];
}

export const create = defineAction({
  tool: 'ticket',
  name: 'create',
  access: 'write',
  input: () =>
    z.strictObject({
      ...newTicketFields,
      ...templated,
      items: z.optional(objects),
      ...everyWrite,
    }),
  accepts,
  example: { title: 'Fix login', type: 'bug' },
  async run(tx, { items, dry_run: _, idempotency_key: __, ...single }): Promise<CreateResult> {
    const wanted = items ? parseItems(items, single) : [single];
    const filled = wanted.map((item) => withTemplate(tx, item));
    const [first] = filled;
    const similar = items || !first ? [] : await findSimilar(tx, first.title);
    const made: TicketRow[] = [];
    for (const item of filled)
      made.push(await recordNewTicket(tx, item, { refer: (reference) => refer(reference, made, items !== undefined) }));
    return { tickets: made.map((row) => shown(getRow(tx, row.ticket))), similar };
  },
});

const shown = ({ key, title, type, status, priority, id }: TicketRow): CreatedTicket => ({
  key,
  id: idFromBytes(id),
  title,
  type,
  status,
  priority,
});

function parseItems(items: Record<string, unknown>[], single: NewTicket): NewTicket[] {
  const beside = Object.entries(single).find(([, value]) => value !== undefined);
  if (beside)
    throw new TrackerError(
      'invalid_input',
      `${beside[0]} stands beside items.`,
      'With items, each item has its own fields: items:[{"title":"…"}, {"title":"…", "blocked_by":"$1"}].',
    );
  if (items.length === 0 || items.length > maxBatch)
    throw new TrackerError(
      'invalid_input',
      `items has ${items.length} entries; 1 to ${maxBatch} are made at once.`,
      'Send items:[{"title":"…"}, …].',
    );
  return items.map((item, index) => {
    const { named } = readFields(item, accepts, Object.keys(itemSchema().shape));
    const parsed = itemSchema().safeParse(named);
    if (parsed.success) return parsed.data;
    const fieldsAt = () => Object.keys(itemSchema().shape);
    const fault = describeIssues(parsed.error, { input: named, whole: 'it', fieldsAt });
    throw new TrackerError(
      'invalid_input',
      `items[${index}]: ${fault}.`,
      `Nothing was created. An item takes ${Object.keys(itemSchema().shape).join(', ')}.`,
    );
  });
}

/** "$1" is the first item of the batch; only earlier ones can be named. */
function refer(reference: string, made: readonly TicketRow[], batch: boolean): string {
  const place = /^\$(\d+)$/.exec(reference)?.[1];
  if (place === undefined || !batch) return reference;
  const row = made[Number(place) - 1];
  if (row) return row.key;
  throw new TrackerError(
    'invalid_input',
    `items[${made.length}]: ${reference} is not an earlier item.`,
    `Nothing was created. "$1" is the first item; an item can name only those before it.`,
  );
}

/** Measured on 744 open tickets (research of another tracker): at 0.33 a fifth of creates see a hint, and no duplicate is missed. */
const similarEnough = 0.34;

async function findSimilar(tx: WriteTx, title: string | undefined): Promise<CreateResult['similar']> {
  if (title === undefined) return [];
  const alike = (await tx.fullText.similar(tx.db, title, { limit: 20, atLeast: similarEnough })) ?? [];
  return alike
    .map(({ number }) => getRow(tx, number))
    .filter((row) => !row.archived && !isTerminal(tx.config.types, row.type, row.status))
    .slice(0, 2)
    .map(({ key, title: other }) => ({ key, title: other }));
}
