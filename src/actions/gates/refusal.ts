import { type ErrorCode, TrackerError } from '../../domain/errors.ts';
import { call, type Hint, hint } from '../../domain/hint.ts';
import { describeFinding, type Finding, type GateName } from '../../domain/rules/gates.ts';
import { personNamed } from '../../domain/rules/persons.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import type { findReviewFault } from './review.ts';

/** A ticket that cannot go where the call would take it. */
export interface Stop {
  row: TicketRow;
  findings: readonly Finding[];
  review: ReturnType<typeof findReviewFault>;
}

/** How to remove the cause: of each gate once, for the first ticket that it stops. */
const ways: Readonly<Record<GateName, (row: TicketRow, finding: Finding, tx: ReadTx) => Hint>> = {
  blockers: (_, { names = [] }) => hint`When ${names.length > 1 ? 'they are' : 'it is'} done: ${closing(names)}.`,
  children: ({ key }) => hint`See them: ${call('ticket', { action: 'list', query: `parent:${key} is:open` })}.`,
  lease: ({ key }, { names: [holder = ''] = [] }, { author }) =>
    holder === author.actor
      ? ['If that is you, close it where it was claimed.']
      : hint`Ask ${call('ticket', { action: 'comment', id: key, message: `@${holder} can this be closed?` })}; ${personNamed(holder)} can free it at a terminal: tracker release ${key}.`,
  checkboxes: ({ key }) => hint`See them: ${call('ticket', { action: 'get', id: key })}.`,
  evidence: ({ key }) => hint`See it: ${call('alignment', { action: 'get', id: key })}; a new submission replaces it.`,
  changed: ({ key }) =>
    hint`It needs another approval: ${call('alignment', { action: 'get', id: key })} shows the last.`,
};

const closing = ([first, ...others]: readonly string[]) =>
  call('ticket', { action: 'close', ...(others.length > 0 ? { ids: [first, ...others] } : { id: first }) });

/** The refusal of a call, all of whose tickets are named with what stands in their way. */
export function refuseAtGates(tx: ReadTx, stops: readonly Stop[]): TrackerError {
  const findings = stops.flatMap((stop) => stop.findings.map((finding) => ({ row: stop.row, finding })));
  const firsts = new Map<GateName, (typeof findings)[number]>();
  for (const one of findings) if (!firsts.has(one.finding.gate)) firsts.set(one.finding.gate, one);
  const review = stops.find((stop) => stop.review)?.review;
  const parts: Hint[] = [...firsts.values()].map(({ row, finding }) => ways[finding.gate](row, finding, tx));
  if (review) parts.unshift(typeof review.hint === 'string' ? [review.hint] : review.hint);
  if (findings.length > 0)
    parts.push([
      review
        ? 'No override passes a review.'
        : 'To pass all the same, give the reason as override; it is recorded and shown.',
    ]);
  const joined = parts.flatMap((part, at) => (at === 0 ? part : [' ', ...part]));
  return new TrackerError(codeOf(stops), tell(stops), joined);
}

/** The first gate's of the first ticket. */
function codeOf([stop]: readonly Stop[]): ErrorCode {
  if (stop?.review) return 'review_required';
  return stop?.findings[0]?.gate === 'lease' ? 'already_assigned' : 'blocked';
}

/** As long as it is shown whole. */
const longest = 900;

function tell(stops: readonly Stop[]): string {
  const whole = stops.map(({ row, findings, review }) => {
    const faults = [...(review ? [review.fault] : []), ...findings.map(describeFinding)];
    return `${row.key}: ${faults.join('; ')}.`;
  });
  const told = whole.join(' ');
  if (told.length <= longest) return told;
  const gates = stops.map(({ row, findings, review }) => {
    const names = [...(review ? ['review'] : []), ...findings.map(({ gate }) => gate)];
    return `${row.key} (${names.join(', ')})`;
  });
  return `${stops.length} are stopped: ${gates.join(', ')}.`;
}
