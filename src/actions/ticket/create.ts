import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { objects, variables, word } from '../../domain/input/fields.ts';
import { describeIssues } from '../../domain/input/issues.ts';
import { once } from '../../domain/once.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { isBlank } from '../../domain/words.ts';
import { listBlockers } from '../../store/read/links.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, everyWrite } from '../action.ts';
import { nameFields } from '../name-fields.ts';
import { maxBatch, newTicketFields } from './fields.ts';
import { type NewTicket, recordNewTicket, withTemplate } from './new-ticket.ts';

const templated = { template: z.optional(word), vars: z.optional(variables) };
const itemSchema = once(() => z.strictObject({ ...newTicketFields, ...templated }));
const itemTaker = once(() => ({ tool: 'ticket', name: 'create', fields: Object.keys(itemSchema().shape) }) as const);

/** A ticket that was made, with what is not as for every new one. */
export interface CreatedTicket {
  key: string;
  id: string;
  title: string;
  type: string;
  status: string;
  priority: string;
  points: number | null;
  /** Keys, which a batch's items may have named by their places. */
  parent?: string | undefined;
  blocked_by?: string[] | undefined;
  /** The title is a template's, with its variables filled in. */
  titled?: boolean | undefined;
}

export interface CreateResult {
  tickets: CreatedTicket[];
  /** Open tickets whose title is alike. */
  similar: { key: string; title: string }[];
  /** A message was given, and is the first note of each. */
  noted?: boolean | undefined;
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
  needs: [['title', 'items', 'template']],
  findFaults: ({ items, ...beside }) => findItemFaults(items, beside),
  example: { title: 'Fix login', type: 'bug' },
  async run(tx, { items, dry_run: dry, idempotency_key: __, ...single }): Promise<CreateResult> {
    const wanted = items ? items.map((item) => ({ ...single, ...readItem(item).data })) : [single];
    const filled = wanted.map((item) => withTemplate(tx, item));
    const [first] = filled;
    const similar = items || !first ? [] : await findSimilar(tx, first.title);
    const made: TicketRow[] = [];
    for (const item of filled)
      made.push(await recordNewTicket(tx, item, { refer: (reference) => refer(reference, made, items !== undefined) }));
    const isNoted = filled.some(({ message }) => !isBlank(message ?? ''));
    const tickets = made.map((row, at) => shown(tx, row.ticket, wanted[at]?.title === undefined));
    const told = dry ? withoutKeys(tickets, items !== undefined) : tickets;
    return { tickets: told, similar, ...(isNoted && { noted: true }) };
  },
});

/** Keys are drawn at random: the call that writes will draw others. Of a batch they are named as in the batch. */
function withoutKeys(tickets: readonly CreatedTicket[], isBatch: boolean): CreatedTicket[] {
  const names = new Map(tickets.map(({ key }, at) => [key, isBatch ? `$${at + 1}` : key.replace(/\d+$/, '…')]));
  const nameOf = (key: string) => names.get(key) ?? key;
  return tickets.map(({ parent, blocked_by: blockers, ...one }) => ({
    ...{ ...one, key: nameOf(one.key) },
    ...(parent !== undefined && { parent: nameOf(parent) }),
    ...(blockers && { blocked_by: blockers.map(nameOf) }),
  }));
}

function shown(tx: WriteTx, ticket: number, titled: boolean): CreatedTicket {
  const { key, title, type, status, priority, points, id, parent } = getRow(tx, ticket);
  const blockers = listBlockers(tx, ticket).map((row) => row.key);
  return {
    ...{ key, id: idFromBytes(id), title, type, status, priority, points },
    ...(parent !== null && { parent: getRow(tx, parent).key }),
    ...(blockers.length > 0 && { blocked_by: blockers }),
    ...(titled && { titled }),
  };
}

/** An item's fields under their own names. What stands beside the items is the default of each. */
function readItem(item: Record<string, unknown>): { data?: NewTicket; faults: string[] } {
  const { named, faults } = nameFields(item, itemTaker());
  const parsed = itemSchema().safeParse(named);
  if (parsed.success) return { data: given(parsed.data), faults };
  const fieldsAt = () => itemTaker().fields;
  return { faults: [...faults, describeIssues(parsed.error, { input: named, whole: 'it', fieldsAt })] };
}

const given = (item: NewTicket): NewTicket =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));

/** More are not told: each is a sentence. */
const mostFaults = 5;

/** What is wrong with any of the items. */
function findItemFaults(items: unknown, beside: Record<string, unknown>): string[] {
  const list = items === undefined ? undefined : objects.safeParse(items).data;
  if (!list) return [];
  if (list.length > maxBatch) return [`items has ${list.length} entries; 1 to ${maxBatch} are made at once`];
  const named = beside.title !== undefined || beside.template !== undefined;
  const faults = list.flatMap((item, index) => {
    const { data, faults: own } = readItem(item);
    const isNamed = named || data === undefined || data.title !== undefined || data.template !== undefined;
    return [...own, ...(isNamed ? [] : ['title is missing'])].map((fault) => `items[${index}]: ${fault}`);
  });
  const more = faults.length - mostFaults;
  return more > 0 ? [...faults.slice(0, mostFaults), `${more} more of the items`] : faults;
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
