import type { DecideResult } from '../actions/alignment/decide.ts';
import type { ReviewResult } from '../actions/alignment/get.ts';
import type { WaitingResult } from '../actions/alignment/list.ts';
import type { SubmissionView } from '../actions/alignment/submissions.ts';
import type { SubmitResult } from '../actions/alignment/submit.ts';
import type { NextTurn } from '../actions/alignment/turn.ts';
import { beginningOf, clip } from '../domain/cut.ts';
import { dateOf } from '../domain/day.ts';
import type { Evidence } from '../domain/event/event.ts';
import { call } from '../domain/hint.ts';
import { describeFinding } from '../domain/rules/gates.ts';
import { oneLine } from '../domain/shown.ts';
import { join, lines, more, plural } from './lines.ts';
import { renderMentions } from './mentions.ts';
import type { Syntax } from './syntax.ts';

/** `It is in review; bob's turn`. */
const renderTurn = ({ status, turn }: Pick<NextTurn, 'status' | 'turn'>): string =>
  turn.whose === 'nobody'
    ? `It is ${status} already`
    : `It is ${status}; ${turn.whose === 'reviewer' ? 'another person' : turn.actor}'s turn`;

export function renderSubmit(
  { key, event, evidence, outside = [], moveTo, ...now }: SubmitResult,
  syntax: Syntax,
): string {
  const unverified = evidence.filter((item) => item.verified === false);
  return lines(
    `Submitted ${key} ${event}${evidence.length > 0 ? ` · ${evidence.map((item) => clip(renderEvidence(item), 120)).join(' · ')}` : ''}`,
    unverified.length > 0 && 'The repository does not have what is marked not found.',
    outside.length > 0 && `Not in the history of HEAD: ${outside.map((hash) => hash.slice(0, 10)).join(', ')}`,
    `${renderTurn(now)} to decide.${moveTo ? ` To show that it waits: ${syntax.call(call('ticket', { action: 'move', id: key, status: moveTo }))}` : ''}`,
  );
}

export const renderDecide = (
  { key, decision, already, submitter, ownAgent, held, said = [], next, ...now }: DecideResult,
  syntax: Syntax,
): string =>
  lines(
    join(
      `${key} ${decision}${already ? ' already' : ''} · submitted by ${submitter}${ownAgent ? ', your own agent' : ''}`,
      held.length > 0 && `held by ${held.join(', ')}`,
    ),
    `${renderTurn(now)}${next ? `: ${syntax.call(next)}` : ''}`,
    ...said.map(describeFinding),
  );

export function renderReview(
  { key, title, type, status, state, turn, gated, said = [], submissions, left }: ReviewResult,
  syntax: Syntax,
): string {
  return lines(
    `${key} ${title}`,
    `${type} · ${status} · review ${state}${turn.whose === 'submitter' ? ` · ${turn.actor}'s turn` : ''}${gated ? ' · approval needed to close' : ''}`,
    ...said.map(describeFinding),
    ...submissions.map((submission) => renderSubmission(submission, key, syntax)),
    left > 0 &&
      `\n${plural(left, 'earlier submission')}: ${syntax.call(call('ticket', { action: 'history', id: key }))}`,
  );
}

export const renderSubmission = (
  { event, actor, time, message, evidence, decisions, rest, mentions }: SubmissionView,
  key: string,
  syntax: Syntax,
): string =>
  lines(
    `\n${actor} submitted ${dateOf(time)} [${event}]`,
    message,
    ...evidence.map((item) => `- ${renderEvidence(item)}`),
    ...decisions.map(
      (one) =>
        `${one.actor} (${one.actorKind}) ${dateOf(one.time)} ${one.decision}${one.ownAgent ? " of their own agent's work" : ''}${one.message ? `: ${one.message}` : ''}`,
    ),
    rest !== undefined && `… whole: ${syntax.call(call('ticket', { action: 'get', id: key, cursor: rest }))}`,
    renderMentions(mentions),
  );

/** What is behind it in brackets is the tracker's own word; in what somebody wrote, the same word has other brackets. */
function renderEvidence({ kind, value, exitCode, verified }: Evidence): string {
  const written = value.replace(/\(\s*(verified|not found)\s*\)/gi, '[$1]');
  const shown =
    kind === 'commit'
      ? `commit ${beginningOf(written, 10)}`
      : kind === 'command' && exitCode !== undefined
        ? `${written} -> ${exitCode}`
        : `${kind === 'note' || /^commit\b/i.test(written) ? `${kind}: ` : ''}${written}`;
  return verified === undefined ? shown : `${shown} (${verified ? 'verified' : 'not found'})`;
}

export function renderWaiting({ reviews, total, left, cursor }: WaitingResult, syntax: Syntax): string {
  if (reviews.length === 0) return 'Nothing waits for a decision';
  return lines(
    `${total} waiting for a decision`,
    ...reviews.map(
      (one) =>
        `${one.key} ${one.title} · ${one.actor} ${dateOf(one.time)}${one.state === 'waiting' ? '' : ` · ${one.state}`}${one.decidable ? '' : ' · yours'}\n  ${clip(oneLine(one.message), 160)}`,
    ),
    more(left, cursor, syntax),
  );
}
