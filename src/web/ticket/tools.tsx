import { may } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { copy } from './copy.tsx';
import { branchName, promptFor } from './prompt.ts';
import type { Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { act } from './write.ts';

const { ticket: said, board } = texts;

/** What can be done with a ticket besides changing its fields: for the buttons, the keys and the palette alike. */
export function toolsOf(store: TicketStore): Record<'link' | 'branch' | 'prompt' | 'archive' | 'undo', () => void> {
  const withTicket = (work: (ticket: Ticket) => void) => () => {
    const ticket = store.loaded.peek()?.ticket;
    if (ticket) work(ticket);
  };
  return {
    link: withTicket(({ key }) => void copy(`${location.origin}/t/${key}`)),
    branch: withTicket((ticket) => void copy(branchName(ticket))),
    prompt: withTicket((ticket) => void copy(promptFor(ticket, store.entries.peek()))),
    archive: withTicket(
      ({ key, archived }) =>
        void act(store, {
          path: archived ? '/unarchive' : '/archive',
          said: archived ? board.restored(key) : board.archivedOne(key),
        }),
    ),
    undo: withTicket(({ key }) => void act(store, { path: '/undo', said: board.undone(key) })),
  };
}

export function Tools({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const tools = toolsOf(store);
  return (
    <ul class="ticket-tools" aria-label={said.actions}>
      <Tool name={said.copyLink} run={tools.link} />
      <Tool name={said.copyBranch} run={tools.branch} />
      <Tool name={said.copyPrompt} run={tools.prompt} />
      {may('archive') && <Tool name={ticket.archived ? board.unarchive : board.archive} run={tools.archive} />}
      {may('write') && <Tool name={said.undoLast} run={tools.undo} />}
    </ul>
  );
}

const Tool = ({ name, run }: { name: string; run: () => void }) => (
  <li>
    <button type="button" onClick={run}>
      {name}
    </button>
  </li>
);
