import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { projectKeyFrom } from '../../domain/event/key.ts';
import { defaultPriority, type Priority } from '../../domain/event/ticket.ts';
import { call, hint } from '../../domain/hint.ts';
import { checkFirstStatus } from '../../domain/rules/check-move.ts';
import { fillTemplate } from '../../domain/rules/fill-template.ts';
import { resolveActor } from '../../domain/rules/persons.ts';
import { getTemplate } from '../../domain/rules/template.ts';
import { getDefaultType, getTypeName } from '../../domain/rules/workflow.ts';
import { distinctNames, isBlank } from '../../domain/words.ts';
import { findDefaultProject } from '../../store/read/projects.ts';
import { getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { ensureProject, freeNumber, nearerParent } from '../change.ts';
import { checkNoCycle } from '../link/cycle.ts';
import { mentionsIn } from '../references.ts';

/** A ticket to be made, as a caller describes it. */
export interface NewTicket {
  title?: string | undefined;
  type?: string | undefined;
  description?: string | undefined;
  priority?: Priority | undefined;
  points?: number | null | undefined;
  labels?: string[] | undefined;
  assignees?: string[] | undefined;
  parent?: string | null | undefined;
  due?: string | null | undefined;
  project?: string | undefined;
  blocked_by?: string[] | undefined;
  blocks?: string[] | undefined;
  related?: string[] | undefined;
  discovered_from?: string[] | undefined;
  status?: string | undefined;
  /** The nearer of this and the parent is the parent. */
  epic?: string | null | undefined;
  /** Its first note. */
  message?: string | undefined;
  template?: string | undefined;
  vars?: Record<string, string> | undefined;
}

/** What the template gives, overridden by what the caller gives. */
export function withTemplate(tx: WriteTx, wanted: NewTicket): NewTicket {
  if (wanted.template === undefined) {
    if (wanted.vars)
      throw new TrackerError(
        'invalid_input',
        'vars belong to a template, and none is named.',
        hint`${call('ticket', { action: 'templates' })} lists them.`,
      );
    return wanted;
  }
  const template = getTemplate(tx.templateFiles(), wanted.template);
  const { fields, description } = fillTemplate(template, wanted.vars ?? {});
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return { ...fields, description, ...given, template: template.name };
}

/** Records the create, its links and its first note; `refer` turns "$1" into the key of an earlier one of the batch. */
export async function recordNewTicket(
  tx: WriteTx,
  wanted: NewTicket,
  { refer }: { refer: (reference: string) => string },
): Promise<TicketRow> {
  if (wanted.title === undefined)
    throw new TrackerError('invalid_input', 'title is missing, and the template has none.', 'Send title too.');
  const { types } = tx.config;
  const type = wanted.type === undefined ? getDefaultType(types) : getTypeName(types, wanted.type);
  const project = wanted.project ?? findDefaultProject(tx) ?? projectKeyFrom(tx.repositoryName());
  const status = checkFirstStatus(types, type, wanted.status);
  const named = (reference: string | null | undefined) => (reference ? getTicket(tx, refer(reference)) : undefined);
  const parent = nearerParent(tx, named(wanted.parent), named(wanted.epic));
  const distinct = (references: string[] = []) =>
    new Map(references.map((reference) => getTicket(tx, refer(reference))).map((row) => [row.ticket, row])).values();
  const blockers = [...distinct(wanted.blocked_by)];
  const others = (['blocks', 'related', 'discovered_from'] as const).flatMap((link) =>
    [...distinct(wanted[link])].map((row) => ({ type: link, row })),
  );
  await ensureProject(tx, project);
  const id: Id = tx.newId();
  await tx.record(id, 'create', {
    project,
    number: freeNumber(tx, project),
    title: wanted.title,
    type,
    status,
    priority: wanted.priority ?? defaultPriority,
    ...(wanted.points != null && { points: wanted.points }),
    ...(wanted.due != null && { due: wanted.due }),
    ...(parent && { parent: idOf(parent) }),
    ...(wanted.labels?.length && { labels: wanted.labels }),
    ...(wanted.assignees?.length && {
      assignees: distinctNames(wanted.assignees.map((name) => resolveActor(name, tx.author))),
    }),
    ...(wanted.description && { description: wanted.description }),
    ...mentionsIn(tx, `${wanted.title}\n${wanted.description ?? ''}`),
    ...(wanted.template && { template: wanted.template }),
  });
  for (const blocker of blockers) await tx.record(idOf(blocker), 'link', { type: 'blocks', target: id });
  for (const link of others) {
    if (link.type === 'blocks') checkNoCycle(tx, getTicket(tx, id), link.row);
    await tx.record(id, 'link', { type: link.type, target: idOf(link.row) });
  }
  if (wanted.message && !isBlank(wanted.message))
    await tx.record(id, 'comment', { body: wanted.message, ...mentionsIn(tx, wanted.message) });
  return getTicket(tx, id);
}
