import { clip } from '../../domain/cut.ts';
import { minuteOf } from '../../domain/day.ts';
import { checkboxes } from '../../domain/description/outline.ts';
import { ancestorsOf } from '../../domain/event/causality.ts';
import type { Evidence } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import type { Finding, GateName } from '../../domain/rules/gates.ts';
import { mayTakeOver } from '../../domain/rules/persons.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { quote } from '../../domain/words.ts';
import { listChildren } from '../../store/read/children.ts';
import type { LiveClaim } from '../../store/read/claims.ts';
import { findReview, type ReviewRow } from '../../store/read/discussion.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { listOpenBlockers } from '../../store/read/links.ts';
import { descriptionOf, type TicketRow } from '../../store/read/tickets.ts';
import type { Repository } from '../../store/repository.ts';
import type { ReadTx } from '../../store/tx.ts';
import type { Plan } from './plan.ts';

type Found = Omit<Finding, 'gate'>;
type Find = (tx: ReadTx, plan: Plan, plans: ReadonlyMap<number, Plan>) => Found | Promise<Found>;

/** What stands in the way at each gate, when all of the call is done; no items where nothing does. */
const finders: Readonly<Record<GateName, Find>> = {
  blockers: (tx, { row }, plans) =>
    asFound(listOpenBlockers(tx, row.ticket).flatMap(({ target }) => (staysOpen(tx, target, plans) ? [target] : []))),
  children: (tx, { row }, plans) =>
    asFound(
      listChildren(tx, row.ticket).filter(
        (child) => staysOpen(tx, child, plans) && !plans.get(child.ticket)?.leavesParent,
      ),
    ),
  lease: (tx, { row }) => {
    const claim = findOthersClaim(tx, row);
    if (!claim || mayTakeOver(claim, tx.author)) return { items: [] };
    const who = claim.actor === tx.author.actor ? `another session of ${claim.actor}` : claim.actor;
    return { items: [`${who} until ${minuteOf(claim.until)}`], names: [claim.actor] };
  },
  checkboxes: (tx, plan) => ({ items: listOpenBoxes(textAfter(tx, plan)) }),
  evidence: async (tx, { row }) => {
    const review = findReview(tx, row.ticket);
    return { items: review ? await listEvidenceFaults(tx.repository, evidenceOf(tx, review)) : [] };
  },
  changed: (tx, plan) => {
    const review = findReview(tx, plan.row.ticket);
    if (!review || review.open || review.decision !== 'approved') return { items: [] };
    const isChanged = isChangedSince(tx, plan, ({ event }) => event === review.decided);
    return { items: isChanged ? ['the approval'] : [] };
  },
};

/** What is found at one gate; undefined where nothing is. */
export async function findAt(
  tx: ReadTx,
  gate: GateName,
  plan: Plan,
  plans: ReadonlyMap<number, Plan> = new Map(),
): Promise<Finding | undefined> {
  const found = await finders[gate](tx, plan, plans);
  return found.items.length > 0 ? { gate, ...found } : undefined;
}

/** What whoever approves a submission has to know: of boxes, of its evidence, and of a text that is not the one that was submitted. */
export async function findForApproval(tx: ReadTx, row: TicketRow, review: ReviewRow): Promise<Finding[]> {
  const plan = { row, type: row.type, status: row.status };
  const isChanged = () => isChangedSince(tx, plan, ({ event }) => event === review.event);
  const { gates } = tx.config;
  const found = [
    gates.checkboxes !== 'off' && (await findAt(tx, 'checkboxes', plan)),
    gates.evidence !== 'off' && (await findAt(tx, 'evidence', plan)),
    gates.changed !== 'off' && isChanged() && { gate: 'changed' as const, items: ['the submission'] },
  ];
  return found.flatMap((one) => one || []);
}

/** A live claim that another session holds. */
export function findOthersClaim(tx: ReadTx, row: TicketRow): LiveClaim | undefined {
  const claim = tx.liveClaims.get(row.ticket);
  return claim?.session === tx.author.session ? undefined : claim;
}

/** What speaks against each piece of evidence: what was looked for and not found, what failed, what HEAD does not have. */
export async function listEvidenceFaults(repository: Repository, evidence: readonly Evidence[]): Promise<string[]> {
  const commits = commitsOf(evidence);
  const outside = commits.length > 0 ? await repository.findOutsideHead(commits) : new Set<string>();
  return evidence.flatMap(({ kind, value, verified, exitCode }) => {
    const name = kind === 'commit' ? `commit ${value.slice(0, 10)}` : clip(value, 60);
    if (verified === false) return [`${name} not found`];
    if (exitCode) return [`${name} -> ${exitCode} failed`];
    return outside.has(value) ? [`${name} not in the history of HEAD`] : [];
  });
}

export const commitsOf = (evidence: readonly Evidence[]): string[] =>
  evidence.flatMap(({ kind, value, verified }) => (kind === 'commit' && verified ? [value] : []));

const asFound = (tickets: readonly Pick<TicketRow, 'key' | 'status'>[]): Found => ({
  items: tickets.map(({ key, status }) => `${key} (${status})`),
  names: tickets.map(({ key }) => key),
});

function staysOpen(
  { config: { types } }: ReadTx,
  { ticket, type, status }: Pick<TicketRow, 'ticket' | 'type' | 'status'>,
  plans: ReadonlyMap<number, Plan>,
): boolean {
  const after = plans.get(ticket) ?? { type, status };
  return !isTerminal(types, after.type, after.status);
}

const textAfter = (tx: ReadTx, { row, text }: Plan): string => text ?? descriptionOf(tx, row);

const listOpenBoxes = (text: string): string[] =>
  checkboxes(text).flatMap((box) => (box.checked ? [] : [quote(clip(box.text, 60))]));

export function evidenceOf(tx: ReadTx, { ticket, submission }: ReviewRow): readonly Evidence[] {
  const found = listTicketEvents(tx.db, ticket).find(({ id }) => id === submission);
  return found?.kind === 'submit' ? found.payload.evidence : [];
}

/** Whether the description says something else than whoever made the event saw; to tick a box is no change. */
function isChangedSince(tx: ReadTx, plan: Plan, isMeant: (event: StoredEvent) => boolean): boolean {
  const events = listTicketEvents(tx.db, plan.row.ticket);
  const event = events.find(isMeant);
  const before = event && foldTicket(ancestorsOf(events, event.id));
  return before !== undefined && unticked(before.description) !== unticked(textAfter(tx, plan));
}

const unticked = (text: string): string =>
  checkboxes(text).reduce((all, { mark }) => `${all.slice(0, mark)} ${all.slice(mark + 1)}`, text);
