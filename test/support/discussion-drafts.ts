import type { TicketState } from '../../src/domain/event/state.ts';
import { closesCycle, type Draft, type View } from './view.ts';

export function commentDraft({ dice }: View, { id, comments }: TicketState): Draft {
  const replyTo = comments.length > 0 && dice.once(2) ? dice.pick(comments).event : undefined;
  return { ticket: id, kind: 'comment', payload: { body: 'seen', ...(replyTo && { replyTo }) } };
}

export function linkDraft(view: View, { id }: TicketState): Draft | undefined {
  const { dice } = view;
  if (dice.once(5)) return { ticket: id, kind: 'link', payload: { url: 'https://example.org/1' } };
  const type = dice.pick(['blocks', 'blocks', 'blocks', 'related', 'discovered_from'] as const);
  const target = dice.pick(view.states).id;
  if (target === id || (type === 'blocks' && closesCycle(view, 'blocks', id, target))) return undefined;
  return { ticket: id, kind: 'link', payload: { type, target } };
}

export function unlinkDraft({ dice }: View, { id, links }: TicketState): Draft | undefined {
  if (links.length === 0) return undefined;
  return { ticket: id, kind: 'unlink', payload: { links: [dice.pick(links).event] } };
}

export function submitDraft(_: View, { id }: TicketState): Draft {
  return {
    ticket: id,
    kind: 'submit',
    payload: { message: 'done', evidence: [{ kind: 'command', value: 'npm test', exitCode: 0 }] },
  };
}

export function decideDraft({ dice }: View, { id, reviews }: TicketState): Draft | undefined {
  const latest = reviews.find((review) => review.latest);
  if (!latest) return undefined;
  const decision = dice.pick(['approved', 'changes_requested', 'needs_review'] as const);
  return { ticket: id, kind: 'decide', payload: { submission: latest.submission, decision } };
}
