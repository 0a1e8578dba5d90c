import { useEffect, useState } from 'preact/hooks';
import { findCard } from '../data/cards.ts';
import { ticketPath } from '../data/route.ts';
import { texts } from '../texts/texts.ts';
import type { Ticket } from './shapes.ts';
import { fetchCard } from './state.ts';

interface Above {
  key: string;
  title: string;
}

/** A circle of parents can come from a merge. */
const mostParents = 8;

async function readParents({ parent }: Ticket): Promise<Above[]> {
  const found: Above[] = [];
  let next = parent && { key: parent.key, title: parent.title };
  while (next && found.length < mostParents && !found.some(({ key }) => key === next?.key)) {
    found.unshift(next);
    const card = findCard(next.key)?.peek() ?? (await fetchCard(next.key));
    const above = card?.parent === undefined ? undefined : await read(card.parent);
    next = above;
  }
  return found;
}

async function read(key: string): Promise<Above | undefined> {
  const card = findCard(key)?.peek() ?? (await fetchCard(key));
  return card && { key: card.key, title: card.title };
}

/** What the ticket is a part of, the largest first. */
export function Parents({ ticket }: { ticket: Ticket }) {
  const [parents, setParents] = useState<readonly Above[]>(ticket.parent ? [ticket.parent] : []);
  useEffect(() => {
    let isOver = false;
    void readParents(ticket).then((found) => isOver || setParents(found));
    return () => {
      isOver = true;
    };
  }, [ticket.parent?.key, ticket.parent?.title]);
  return (
    <nav class="parents" aria-label={said.path}>
      <ol>
        <li>
          <a href="/">{common.nav.board}</a>
        </li>
        {parents.map(({ key, title }) => (
          <li key={key}>
            <a href={ticketPath(key)}>
              {key} {title}
            </a>
          </li>
        ))}
        <li aria-current="page">{ticket.key}</li>
      </ol>
    </nav>
  );
}

const { ticket: said, common } = texts;
