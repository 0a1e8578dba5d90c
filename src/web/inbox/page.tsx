import '../style/pages.ts';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ticketPath } from '../data/route.ts';
import { useLoaded, Waiting } from '../parts/loaded.tsx';
import { Ago } from '../parts/times.tsx';
import { pages } from '../texts/pages.ts';
import { type Inbox, loadInbox, type Me } from './inbox.ts';
import { Panel } from './panel.tsx';
import { Question } from './question.tsx';
import { Review } from './review.tsx';
import { count } from './unread-count.ts';

const { inbox } = pages;

export default function Page() {
  const loaded = useLoaded(loadInbox);
  const { value, again } = loaded;
  useEffect(() => {
    if (value) void count();
  }, [value]);
  return (
    <div class="page">
      <Waiting loaded={loaded} />
      {value && <Shown inbox={value} again={again} />}
    </div>
  );
}

function Shown({ inbox: { me, reviews, changed }, again }: { inbox: Inbox; again: () => void }) {
  const [mine, own] = [reviews.filter(({ decidable }) => decidable), reviews.filter(({ decidable }) => !decidable)];
  const { questions, turns, holding, assigned, lost, left } = me;
  const isNothing = [mine, own, questions, turns, holding, assigned, lost, changed].every((some) => some.length === 0);
  if (isNothing)
    return (
      <div class="empty">
        <p>{inbox.empty}</p>
        <p class="hint">{inbox.emptyHint}</p>
      </div>
    );
  return (
    <>
      <Section title={inbox.reviews} count={mine.length} isAlways>
        {mine.length === 0 && <p class="faint">{inbox.reviewsEmpty}</p>}
        {mine.map((review) => (
          <Review key={review.key} review={review} onDecided={again} />
        ))}
      </Section>
      <Section title={inbox.questions} count={questions.length} left={left.questions}>
        {questions.map((question) => (
          <Question key={question.key} question={question} onAnswered={again} />
        ))}
      </Section>
      <Section title={inbox.turns} count={turns.length} left={left.turns}>
        {turns.map((turn) => (
          <Turn key={turn.key} turn={turn} />
        ))}
      </Section>
      <Section title={inbox.holding} count={holding.length}>
        <Lines tickets={holding} />
      </Section>
      <Section title={inbox.assigned} count={assigned.length} left={left.assigned}>
        <Lines tickets={assigned} />
      </Section>
      <Section title={inbox.lost} count={lost.length}>
        <Lines tickets={lost} />
      </Section>
      <Section title={inbox.own} count={own.length}>
        {own.map((review) => (
          <Review key={review.key} review={review} onDecided={again} />
        ))}
      </Section>
      <Section title={inbox.changed} count={changed.length} left={left.changed}>
        <Lines
          tickets={changed.map(({ key, title, actors, events }) => ({
            ...{ key, title, aside: inbox.changedBy(actors.join(', '), events) },
          }))}
        />
      </Section>
    </>
  );
}

interface SectionGiven {
  title: string;
  count: number;
  /** How many there are that are not shown. */
  left?: number;
  isAlways?: boolean;
  children: ComponentChildren;
}

function Section({ title, count: shown, left = 0, isAlways = false, children }: SectionGiven) {
  if (shown === 0 && !isAlways) return null;
  return (
    <section>
      <h2>
        {title} <span class="count">{shown + left}</span>
      </h2>
      {children}
      {left > 0 && <p class="faint">{inbox.more(left)}</p>}
    </section>
  );
}

function Turn({ turn: { key, title, why, by, time, note } }: { turn: Me['turns'][number] }) {
  return (
    <Panel ticket={{ key, title }}>
      <p class="faint">
        {inbox.turn[why](by)}, <Ago time={time} />
      </p>
      {note && <p class="said">{note.body}</p>}
    </Panel>
  );
}

interface Line {
  key: string;
  title: string;
  status?: string;
  aside?: string;
}

const Lines = ({ tickets }: { tickets: readonly Line[] }) => (
  <ul class="lines">
    {tickets.map(({ key, title, status, aside }) => (
      <li key={key}>
        <a href={ticketPath(key)}>
          <span class="key">{key}</span> {title}
        </a>
        <span class="faint">{aside ?? status?.replaceAll('_', ' ')}</span>
      </li>
    ))}
  </ul>
);
