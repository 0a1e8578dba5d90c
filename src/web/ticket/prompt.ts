import type { Entry, Ticket } from './shapes.ts';
import { buildTimeline } from './timeline/build.ts';

/** What a branch for the ticket is called: `pay-482913-export-hangs`. */
export function branchName({ key, title }: Pick<Ticket, 'key' | 'title'>): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let name = key.toLowerCase();
  for (const word of words) {
    if (name.length + word.length >= 60) break;
    name += `-${word}`;
  }
  return name;
}

const lastNotes = 5;
const mostOfNote = 600;

/** A text for an agent: what is to be done, how one sees that it is, what was said, and how to begin with this tracker. */
export function promptFor(ticket: Ticket, entries: readonly Entry[]): string {
  const { key, title, type, status, description } = ticket;
  const boxes = description.match(/^\s*(?:[-*+]|\d+[.)])\s+\[ \]\s+.+$/gm) ?? [];
  const notes = buildTimeline(entries)
    .flatMap((item) => [item, ...item.replies])
    .filter(({ said, isUndone }) => said !== '' && !isUndone)
    .slice(-lastNotes)
    .map(({ entry, said }) => `- ${entry.actor}: ${short(said)}`);
  const open = ticket.links.filter(({ type: kind, done }) => kind === 'blocked_by' && !done);
  const parts = [
    `Work on ${key}: ${title}`,
    `Type ${type}, status ${status}${ticket.parent ? `, part of ${ticket.parent.key} ${ticket.parent.title}` : ''}.`,
    open.length > 0 && `Blocked by:\n${open.map((one) => `- ${one.key} ${one.title}`).join('\n')}`,
    description.trim() !== '' && `Description:\n\n${description.trim()}`,
    boxes.length > 0 && `Still open:\n${boxes.map((box) => box.trim()).join('\n')}`,
    notes.length > 0 && `Last notes:\n${notes.join('\n')}`,
    howToBegin(key),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > mostOfNote ? `${line.slice(0, mostOfNote)}…` : line;
};

const howToBegin = (key: string): string =>
  [
    'How to begin: the ticket lives in the tracker of this repository.',
    `- With its MCP tools: ticket {"action":"claim","id":"${key}"}. Then work, tick the boxes by ticket {"action":"edit","id":"${key}","op":"check","checkbox":"…"}, and note what you find by ticket {"action":"comment","id":"${key}","message":"…"}.`,
    `- Without them: npx tracker claim ${key}, npx tracker comment ${key} "…".`,
    `When it is done: alignment {"action":"submit","id":"${key}","message":"what was done","evidence":["commit HEAD"]}, or npx tracker align submit ${key} "what was done" --evidence "commit HEAD".`,
  ].join('\n');
