import { nearest } from '../../domain/near.ts';
import type { Filter, Group, Query, Term } from '../../domain/query/model.ts';
import { renderFilter, renderGroup, renderTerm } from '../../domain/query/render.ts';
import { listProjects } from '../read/projects.ts';
import { assignees, labels, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listActorNames, listNamesInUse } from './names.ts';
import { readScope } from './scope.ts';

/** Looking into more conditions would take longer than it helps. */
const examined = 12;

/**
 * Which condition of a query without results is to blame: the first without which there are some; where no single one
 * is, the first that leaves nothing of what those before it have left. Nothing is to blame where there are no tickets.
 */
export async function findEmptying(tx: ReadTx, query: Query): Promise<{ emptiedBy?: string; nearest?: string }> {
  // A qualifier is easier to give up, or to mend, than what is looked for.
  const parts: Part[] = [
    ...query.filters.map((filter) => ({ filter })),
    ...(query.groups ?? []).map((group) => ({ group })),
    ...query.terms.map((term) => ({ term })),
  ];
  const impossible = query.filters.find((filter) => filter.field === 'nothing');
  if (impossible) return { emptiedBy: renderFilter(impossible) };
  const looked = parts.slice(0, examined);
  for (const part of looked) {
    const others = parts.filter((other) => other !== part);
    if (await hasAny(tx, others)) return blame(tx, part);
  }
  if (!(await hasAny(tx, []))) return {};
  for (const [i, part] of looked.entries()) {
    if (!(await hasAny(tx, parts.slice(0, i + 1)))) return blame(tx, part);
  }
  return {};
}

type Part = { term?: Term; filter?: Filter; group?: Group };

async function hasAny(tx: ReadTx, parts: readonly Part[]): Promise<boolean> {
  const terms = parts.flatMap(({ term }) => term ?? []);
  const filters = parts.flatMap(({ filter }) => filter ?? []);
  const groups = parts.flatMap(({ group }) => group ?? []);
  const where = await readScope(tx, { terms, filters, ...(groups.length > 0 && { groups }), views: {}, notes: [] });
  return tx.db.select({ ticket: tickets.ticket }).from(tickets).where(where).limit(1).get() !== undefined;
}

async function blame(tx: ReadTx, { term, filter, group }: Part): Promise<{ emptiedBy?: string; nearest?: string }> {
  if (term) {
    const [near] = term.not ? [] : ((await tx.fullText.near(tx.db, [term])).get(term) ?? []);
    return { emptiedBy: renderTerm(term), ...(near && { nearest: near }) };
  }
  if (group) return { emptiedBy: renderGroup(group) };
  if (!filter) return {};
  const near = findNear(tx, filter);
  return { emptiedBy: renderFilter(filter), ...(near && { nearest: near }) };
}

/** Names come from use, so a mistyped one is known only by its having no tickets. */
function findNear({ db }: ReadTx, filter: Filter): string | undefined {
  const known = {
    label: () => listNamesInUse(db, labels),
    assignee: () => [...listNamesInUse(db, assignees), ...listActorNames(db)],
    author: () => listActorNames(db),
    project: () => listProjects(db),
  };
  if (filter.not || !('values' in filter) || !Object.hasOwn(known, filter.field)) return undefined;
  const names = known[filter.field as keyof typeof known]();
  const values = (filter.values as string[]).flatMap((value) => {
    const isKnown = value === 'none' || names.includes(value);
    const near = isKnown ? undefined : nearest(value, names);
    return near === undefined || isMeant(filter.field, value, near) ? [] : [near];
  });
  return values.length === 0 ? undefined : renderFilter({ ...filter, values } as Filter);
}

/** A name is meant in any case, and a person's name means that person's agents as well. */
function isMeant(field: Filter['field'], value: string, near: string): boolean {
  const [asked, found] = [value, near].map((name) => name.normalize('NFC').toLowerCase()) as [string, string];
  const isPerson = field === 'assignee' || field === 'author';
  return asked === found || (isPerson && found.startsWith(`${asked}/`));
}
