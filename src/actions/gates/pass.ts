import { type Finding, gateNames } from '../../domain/rules/gates.ts';
import { categoryOf, findType } from '../../domain/rules/workflow.ts';
import { isBlank } from '../../domain/words.ts';
import type { ReadTx } from '../../store/tx.ts';
import { findAt, findOthersClaim } from './findings.ts';
import { closes, entersPositive, type Plan } from './plan.ts';
import { refuseAtGates, type Stop } from './refusal.ts';
import { findReviewFault } from './review.ts';

/** What is to be said of a ticket that went where the call took it. */
export interface SaidAtGates {
  /** What stands in the way, and refuses nothing. */
  said: Finding[];
  /** What would have refused the call, but for `override`. */
  overridden: Finding[];
  /** Whose live claim has ended with it. */
  takenFrom?: string | undefined;
}

export interface Passed extends SaidAtGates {
  /** Why, where that passed a gate. */
  override?: string | undefined;
}

/** Nothing, where there is nothing to be said. */
export function shownOf(passed: Passed | undefined): { gates?: SaidAtGates } {
  if (!passed) return {};
  const { said, overridden, takenFrom } = passed;
  const isSilent = said.length + overridden.length === 0 && takenFrom === undefined;
  return isSilent ? {} : { gates: { said, overridden, ...(takenFrom !== undefined && { takenFrom }) } };
}

/**
 * Judges all gates for everything that a call does, on the state after the whole of it. Throws `review_required`, `blocked`
 * or `already_assigned`, naming each ticket with what stands in its way. Answers by the tickets' numbers in the file.
 */
export async function passGates(
  tx: ReadTx,
  plans: readonly Plan[],
  override?: string | undefined,
): Promise<Map<number, Passed>> {
  const why = isBlank(override ?? '') ? undefined : override;
  const byTicket = new Map(plans.map((plan) => [plan.row.ticket, plan]));
  const passed = new Map<number, Passed>();
  const stops: Stop[] = [];
  for (const plan of plans) {
    const { said, refused } = await findAll(tx, plan, byTicket);
    const review = entersPositive(tx, plan) ? findReviewFault(tx, plan) : undefined;
    if (review || (refused.length > 0 && why === undefined)) stops.push({ row: plan.row, findings: refused, review });
    const isHeld = [...said, ...refused].some(({ gate }) => gate === 'lease');
    passed.set(plan.row.ticket, {
      said,
      overridden: refused,
      ...(refused.length > 0 && { override: why }),
      ...(closes(tx, plan) && !isHeld && { takenFrom: endedWith(tx, plan) }),
    });
  }
  if (stops.length > 0) throw refuseAtGates(tx, stops);
  if (why !== undefined && ![...passed.values()].some((one) => one.override))
    tx.caveats.add('override was not needed, and is not recorded');
  return passed;
}

/** Whose claim ends: an ended process of the caller's own name, a script's command before this one say, is no one else. */
function endedWith(tx: ReadTx, { row }: Plan): string | undefined {
  const claim = findOthersClaim(tx, row);
  return claim && (claim.running || claim.actor !== tx.author.actor) ? claim.actor : undefined;
}

async function findAll(
  tx: ReadTx,
  plan: Plan,
  plans: ReadonlyMap<number, Plan>,
): Promise<{ said: Finding[]; refused: Finding[] }> {
  const said: Finding[] = [];
  const refused: Finding[] = [];
  const isDone = entersPositive(tx, plan);
  for (const gate of gateNames) {
    const level = tx.config.gates[gate];
    // Whoever begins what is blocked may know better, but is to know it.
    const isAsked = isDone || (gate === 'blockers' && begins(tx, plan));
    const found = isAsked && level !== 'off' ? await findAt(tx, gate, plan, plans) : undefined;
    if (found) (isDone && level === 'refuse' ? refused : said).push(found);
  }
  return { said, refused };
}

function begins({ config }: ReadTx, { row, type, status }: Plan): boolean {
  const workflow = findType(config.types, type);
  return status !== row.status && workflow !== undefined && categoryOf(workflow, status) === 'doing';
}
