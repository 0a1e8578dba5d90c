import { allCards, findCard } from '../data/cards.ts';
import { go, ticketPath } from '../data/route.ts';
import { type Choice, choose, matching } from '../parts/choose.tsx';
import { texts } from '../texts/texts.ts';
import { printKeys } from './print.ts';
import { listCommands } from './registry.ts';
import { run } from './run.ts';

const mostTickets = 20;
const keyLike = /^[A-Za-z]+-?\d+$/;

/** Commands and tickets by a few letters; a key leads to its ticket, whether it is on the board or not. */
export function openPalette(): void {
  const usable = listCommands().filter(({ id, when }) => id !== 'palette' && (when?.() ?? true));
  const commands = usable.map(({ id, title, keys }) => ({
    ...{ id: `command ${id}`, title },
    aside: keys[0] === undefined ? undefined : printKeys(keys[0]),
  }));
  choose({
    title: texts.common.search,
    list(text) {
      const given = text.trim();
      const found = given === '' ? [] : ticketsLike(given);
      const named = keyLike.test(given) && !findCard(given.toUpperCase()) ? [toKey(given)] : [];
      return [...named, ...matching(commands, given), ...found];
    },
    choose(id) {
      const [kind, name = ''] = id.split(' ');
      if (kind === 'command') run(name);
      else go(ticketPath(name));
    },
  });
}

const toKey = (text: string): Choice => ({ id: `ticket ${text.toUpperCase()}`, title: text.toUpperCase() });

function ticketsLike(text: string): Choice[] {
  const words = text.toLowerCase().split(/\s+/);
  const found: Choice[] = [];
  for (const card of allCards()) {
    const { key, title, status } = card.peek();
    const own = `${key} ${title}`.toLowerCase();
    if (!words.every((word) => own.includes(word))) continue;
    found.push({ id: `ticket ${key}`, title: `${key} ${title}`, aside: status.replaceAll('_', ' ') });
    if (found.length === mostTickets) break;
  }
  return found;
}
