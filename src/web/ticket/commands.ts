import { may } from '../api/session.ts';
import { go } from '../data/route.ts';
import { refreshKeys } from '../keys/keys.ts';
import { type Command, register } from '../keys/registry.ts';
import { texts } from '../texts/texts.ts';
import type { TicketStore } from './state.ts';
import { beginWhole, editing } from './text/editing.ts';
import { toolsOf } from './tools.tsx';

const { keys, ticket: said, board } = texts;

/** Makes what the page of a ticket can do known, until the answer is called. */
export function registerTicketCommands(store: TicketStore): () => void {
  const tools = toolsOf(store);
  const group = 'ticket';
  const isHere = () => store.loaded.peek() !== undefined;
  const mayWrite = () => isHere() && may('write');
  const edit = () => {
    const ticket = store.loaded.peek()?.ticket;
    if (ticket && !editing.peek()) beginWhole(ticket.id, ticket.description);
    else document.querySelector<HTMLElement>('#edit')?.focus();
  };
  const commands: Command[] = [
    { id: 'edit', title: keys.edit, keys: ['e'], group, when: mayWrite, run: edit },
    { id: 'toComment', title: said.toComment, keys: ['n'], group, when: isHere, run: () => focus('#comment') },
    { id: 'submit', title: said.submit, keys: [], group, when: () => mayWrite() && submission() !== null, run: submit },
    { id: 'toBoard', title: said.toBoard, keys: ['u'], group, run: () => go('/') },
    { id: 'copyLink', title: said.copyLink, keys: [], group, when: isHere, run: tools.link },
    { id: 'copyBranch', title: said.copyBranch, keys: [], group, when: isHere, run: tools.branch },
    { id: 'copyPrompt', title: said.copyPrompt, keys: [], group, when: isHere, run: tools.prompt },
    { id: 'archive', title: board.archive, keys: [], group, when: isHere, run: tools.archive },
  ];
  const forget = register(...commands);
  refreshKeys();
  return () => {
    forget();
    refreshKeys();
  };
}

/** The button that opens the form for a submission, or the form's first box where it is open. */
const submission = () => document.querySelector<HTMLElement>('#submit, #done');

function submit(): void {
  const found = submission();
  if (found?.id === 'submit') found.click();
  else focus('#done');
}

function focus(selector: string): void {
  const box = document.querySelector<HTMLElement>(selector);
  box?.scrollIntoView({ block: 'center' });
  box?.focus();
}
