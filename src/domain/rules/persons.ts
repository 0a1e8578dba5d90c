import type { Author } from '../event/event.ts';
import { foldName } from '../words.ts';

/** Who a declared name stands for: `alice` and her agents `alice/claude-code` and `alice/codex` are one person, case aside. */
export const personOf = (actor: string): string => foldName(actor.split('/')[0] ?? actor);

export const isSameActor = (a: string, b: string): boolean => foldName(a) === foldName(b);

/** "@me" and "me" are the caller; a leading "@" is dropped, names are kept as given. */
export function resolveActor(name: string, author: Pick<Author, 'actor'>): string {
  const bare = name.replace(/^@+(?=.)/, '');
  return bare.toLowerCase() === 'me' ? author.actor : bare;
}

/** Whether the caller may take over or give up what `holder` has claimed: a person, or a script of theirs, what they or their agents hold. */
export const mayFree = (holder: string, caller: Pick<Author, 'actor' | 'actorKind'>): boolean =>
  caller.actorKind !== 'agent' && personOf(holder) === personOf(caller.actor);

/**
 * Whether the caller may take over or give up a live claim of another session: what their own agents hold as a person, and
 * as an agent what a session of the same name holds whose process (`running`) has ended.
 */
export const mayTakeOver = (
  holder: { actor: string; running: boolean },
  caller: Pick<Author, 'actor' | 'actorKind'>,
): boolean => (holder.actor === caller.actor && !holder.running) || mayFree(holder.actor, caller);

/** As that person is called, of an actor's name. */
export const personNamed = (actor: string): string => actor.split('/')[0] ?? actor;

/** How a decider stands to what was submitted. `own`: they may not decide, as `why` says; `agent`: it is their own agent's work. */
export type Standing = { standing: 'other' | 'agent' } | { standing: 'own'; why: string };

/**
 * Whether `decider` may decide on a submission. Nobody decides on their own: not the session, not the actor, not any agent
 * or script of the same person. That person at a terminal may decide on what their agents have submitted, unless the type
 * asks for another person (`review: {"bug": "other"}`, here `other`).
 */
export function standingOf(
  submitted: Pick<Author, 'actor' | 'actorKind' | 'session'>,
  decider: Author,
  { other = false }: { other?: boolean } = {},
): Standing {
  if (isSameActor(submitted.actor, decider.actor)) return { standing: 'own', why: `by you, ${submitted.actor}` };
  if (submitted.session === decider.session) return { standing: 'own', why: 'in this session' };
  if (personOf(submitted.actor) !== personOf(decider.actor)) return { standing: 'other' };
  const isPersonOverAgent = decider.actorKind === 'human' && submitted.actorKind !== 'human';
  if (!isPersonOverAgent) return { standing: 'own', why: `by ${submitted.actor}, of the same person as you` };
  if (other)
    return { standing: 'own', why: `by your own agent ${submitted.actor}, and this type asks for another person` };
  return { standing: 'agent' };
}
