import type { PrimeResult } from '../actions/board/prime.ts';
import { clip } from '../domain/cut.ts';
import { call } from '../domain/hint.ts';
import { join, lines } from './lines.ts';
import { knownOfTurn, noteLine, questionLine } from './notes.ts';
import type { Syntax } from './syntax.ts';

/** All of it, with some to spare for what cannot be estimated. */
const budget = 280;

/** Tokens, rather too many than too few: names, keys and code take more than words of as many characters. */
const costOf = (text: string): number =>
  (text.match(/[A-Za-z]+|\d{1,3}|\s{2,}|\n|[^\sA-Za-z\d]/g) ?? []).reduce(
    (sum, piece) => sum + Math.ceil(piece.length / 6),
    0,
  );

interface Part {
  heading: string;
  total: number;
  /** One for each ticket, its note below it. */
  items: readonly string[];
}

/** Who and where the caller is, what is theirs, what comes next and how to go on, in at most 300 tokens. */
export function renderPrime(prime: PrimeResult, syntax: Syntax): string {
  const { actor, branch } = prime;
  const where = join(syntax.place !== undefined && clip(syntax.place, 80), branch !== undefined && clip(branch, 40));
  const head = `You are ${actor}.${where && ` Work is tracked in ${where}`}`;
  const parts = partsOf(prime);
  const tail = howToGoOn(prime, syntax);
  const counts = shareOut(parts, budget - costOf(`${head}\n${tail}`));
  return lines(
    head,
    ...parts.flatMap(({ heading, total, items }, at) => {
      const shown = items.slice(0, counts[at]);
      return [`${heading}${shown.length < total ? ` (${shown.length} of ${total})` : ''}:`, ...shown];
    }),
    tail,
  );
}

/** Of what there is. */
function partsOf({ actor, holding, turns, assigned, questions, reviews, ready, total }: PrimeResult): Part[] {
  const line = ({ key, title }: { key: string; title: string }, ...details: (string | false)[]): string =>
    ` ${join(`${key} ${clip(title, 60)}`, ...details)}`;
  const parts: Part[] = [
    {
      heading: 'You hold',
      total: total.holding,
      items: holding.map((one) =>
        lines(
          line(one, one.status, !one.thisSession && 'in another session'),
          one.note && `  ${noteLine(one.note, { actor })}`,
        ),
      ),
    },
    {
      heading: 'Your turn',
      total: total.turns,
      items: turns.map((one) =>
        lines(
          line(one, one.status, `${one.why} by ${one.by}`),
          one.note && `  ${noteLine(one.note, knownOfTurn(one))}`,
        ),
      ),
    },
    {
      heading: 'Said to you',
      total: total.questions,
      items: questions.map((one) => lines(line(one, one.status), `  ${questionLine(one)}`)),
    },
    { heading: 'Assigned to you', total: total.assigned, items: assigned.map((one) => line(one, one.status)) },
    {
      heading: 'Waiting for your review',
      total: total.reviews,
      items: reviews.map((one) => line(one, `by ${one.actor}`)),
    },
    {
      heading: 'Ready',
      total: total.ready,
      items: ready.map((one) => line(one, one.priority !== 'medium' && one.priority)),
    },
  ];
  return parts.filter((part) => part.total > 0);
}

/** How many of each part's items are shown: the first of each, then the second of each, as long as there is room. */
function shareOut(parts: readonly Part[], tokens: number): number[] {
  const counts = parts.map(() => 0);
  let left = parts.reduce((rest, { heading }) => rest - costOf(`${heading} (5 of 99):\n`), tokens);
  const longest = parts.reduce((most, { items }) => Math.max(most, items.length), 0);
  for (let round = 0; round < longest; round++)
    for (const [at, { items }] of parts.entries()) {
      const item = items[round];
      if (item === undefined || counts[at] !== round) continue;
      left -= costOf(`${item}\n`);
      if (left < 0) return counts;
      counts[at] = round + 1;
    }
  return counts;
}

function howToGoOn({ holding, turns, questions, reviews, ready }: PrimeResult, { call: write }: Syntax): string {
  const [held] = holding;
  const next = held
    ? `Go on with ${held.key}: ${write(call('ticket', { action: 'get', id: held.key }))} has all of it.`
    : turns.length > 0 || ready.length > 0
      ? `Take up the first: ${write(call('ticket', { action: 'claim' }))}.`
      : reviews.length + questions.length > 0
        ? ''
        : 'Nothing waits for you.';
  const me = `The rest: ${write(call('board', { action: 'me' }))}.`;
  return [next, 'Keep plans and findings in tickets, as messages: the next session reads them.', me]
    .filter(Boolean)
    .join(' ');
}
