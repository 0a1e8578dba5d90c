import type { Card } from '../data/card.ts';
import { isAgent } from '../data/card.ts';
import { texts } from '../texts/texts.ts';

const { board } = texts;

interface Mark {
  kind: string;
  text: string;
  /** What a person reads who does not point at it. */
  short: string;
}

const reviews: Readonly<Record<string, { kind: string; text: string }>> = {
  waiting: { kind: 'review', text: board.reviewWaits },
  needs_review: { kind: 'review', text: board.reviewWaits },
  approved: { kind: 'good', text: board.approved },
  changes_requested: { kind: 'bad', text: board.sentBack },
  rejected: { kind: 'bad', text: board.sentBack },
};

const momentOf = (ms: number): string => new Date(ms).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });

/** What is to be known of a ticket at a glance. */
export function listMarks(card: Card): Mark[] {
  const { blocked, claim, claimed, review, due, children, comments, conflict, elsewhere } = card;
  const today = new Date().toISOString().slice(0, 10);
  const isLate = due !== undefined && due < today && card.category !== 'done';
  const reviewed = review === undefined ? undefined : reviews[review];
  const all: (Mark | false | undefined)[] = [
    blocked && { kind: 'bad', text: board.blocked, short: 'blocked' },
    conflict && { kind: 'bad', text: board.conflict, short: 'conflict' },
    claim !== undefined && {
      kind: 'claim',
      text: board.claimedBy(claim, claimed === undefined ? undefined : momentOf(claimed)),
      short: `${isAgent(claim) ? '⚙' : '●'} ${claim.split('/').at(-1) ?? claim}`,
    },
    reviewed && card.category !== 'done' && { ...reviewed, short: reviewed.text.toLowerCase() },
    elsewhere !== undefined && { kind: 'claim', text: board.elsewhere(elsewhere), short: 'elsewhere' },
    due !== undefined && {
      kind: isLate ? 'bad' : 'plain',
      text: isLate ? board.overdue(due) : board.due(due),
      short: due.slice(5),
    },
    children && {
      kind: 'plain',
      text: board.children(children[0], children[1]),
      short: `${children[0]}/${children[1]}`,
    },
    comments !== undefined && { kind: 'plain', text: board.comments(comments), short: `✎ ${comments}` },
  ];
  return all.filter((mark): mark is Mark => Boolean(mark));
}

/** In words, as colours alone tell some people nothing; the card's description says them whole. */
export function Marks({ card }: { card: Card }) {
  return (
    <>
      {listMarks(card).map(({ kind, text, short }) => (
        <span key={text} class={`mark ${kind}`} title={text}>
          {short}
        </span>
      ))}
    </>
  );
}
