import type { TicketView } from '../actions/ticket/view.ts';
import { clip } from '../domain/cut.ts';
import { shownMentions } from '../domain/event/mentions.ts';

/** Each `PAY-482913 in this text is PAY-119044 "Title"`, where a reader could take the key for another ticket's. */
export function renderMentions(mentions: TicketView['mentions'] = []): string | false {
  const shown = mentions
    .slice(0, shownMentions.count)
    .map(({ written, tickets }) => `${written} in this text is ${tickets.map(nameTicket).join(' or ')}`);
  const rest = mentions.length - shown.length;
  return shown.length > 0 && `mentions: ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

const nameTicket = ({ key, title }: { key: string; title: string }): string =>
  `${key} "${clip(title, shownMentions.titleCharacters)}"`;
