import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { parseLinkType, publishedLinkTypes } from '../../domain/event/link.ts';
import { key, text, word } from '../../domain/input/fields.ts';
import { foldWord, orList } from '../../domain/words.ts';
import type { Commit, Repository } from '../../store/repository.ts';
import { described, everyWrite, unpublished } from '../action.ts';

/** What `link add` and `link remove` did: `key type target` is a sentence. */
export interface LinkResult {
  key: string;
  type: string;
  /** A key, a URL, or a commit's hash, shortened. */
  target: string;
  subject?: string | undefined;
  /** The parent that this one took the place of. */
  instead?: string | undefined;
  /** It was so already, and nothing was recorded. */
  already: boolean;
  event?: string;
  /** Tickets that this has made ready. */
  ready: { key: string; title: string }[];
  /** What the same call has linked to besides. */
  also?: LinkResult[];
}

/** `blocks: K` says `type: "blocks", target: K`. */
const typed = {
  blocks: z.optional(unpublished(key)),
  blocked_by: z.optional(unpublished(key)),
  related: z.optional(unpublished(key)),
  duplicates: z.optional(unpublished(key)),
  discovered_from: z.optional(unpublished(key)),
} satisfies Record<(typeof publishedLinkTypes)[number], unknown>;

export const linkFields = {
  id: key,
  type: z.optional(described(word, { type: 'string', enum: publishedLinkTypes })),
  target: z.optional(key),
  commit: z.optional(word),
  url: z.optional(word),
  ...typed,
  /** Taken, as other trackers ask for it; what is shown is the commit's own subject. */
  commit_message: z.optional(unpublished(text)),
  ...everyWrite,
};
export const example = { id: 'PAY-482913', type: 'blocks', target: 'PAY-119044' };

/** The commit that a link is made to or taken from, where the repository has it. */
export async function findLinkedCommit(
  repository: Repository,
  { commit }: { commit?: string | undefined },
): Promise<Commit | undefined> {
  return commit === undefined ? undefined : (await repository.findCommits([commit])).get(commit);
}

/** What a link leads to; of a ticket, what it is to the other. */
type Target = { ticket: string; type?: string | undefined } | { commit: string } | { url: string };

type Sentence = Partial<Record<'type' | 'target' | 'commit' | 'url' | keyof typeof typed, string | undefined>>;

const targets = ['target', 'commit', 'url', ...publishedLinkTypes] as const;

/** No target, a type that none of them can have, a message beside what is no commit. */
export function findTargetFaults(given: Readonly<Record<string, unknown>>): string[] {
  const named = targets.filter((name) => name in given);
  if (named.length === 0) return ['target is missing, or commit, or url'];
  return [
    ...typeFaults(given, named),
    ...('commit_message' in given && !('commit' in given) ? ['commit_message goes with commit'] : []),
  ];
}

/** Of links that go, only one is named at once. */
export function findSeveral(given: Readonly<Record<string, unknown>>): string[] {
  const named = targets.filter((name) => name in given);
  return named.length > 1 ? [`${named.join(' and ')} are given, and one link is removed at a time`] : [];
}

function typeFaults({ type, target }: Readonly<Record<string, unknown>>, named: readonly string[]): string[] {
  if (typeof type !== 'string') return [];
  const isOfTicket = typeof target === 'string' && !isAddress(target);
  if (!isOfTicket && plainTypes.has(foldWord(type))) return [];
  if (!isOfTicket) return [`type goes with ${target === undefined ? 'target' : 'a ticket'}, not with ${orList(named)}`];
  try {
    parseLinkType(type);
    return [];
  } catch (error) {
    if (error instanceof TrackerError) return [`${error.message} It is ${orList(publishedLinkTypes)}`];
    throw error;
  }
}

/** What says of a commit or an address no more than that there is a link. */
const plainTypes: ReadonlySet<string> = new Set([
  'url',
  'link',
  'commit',
  'related',
  'relates_to',
  'related_to',
  'reference',
]);

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text.trim());

/** All that is given, tickets first, an address once. */
export function readTargets(input: Sentence): Target[] {
  const { target, type, commit, url } = input;
  const tickets = publishedLinkTypes.flatMap((name): Target[] => {
    const ticket = input[name];
    return ticket === undefined ? [] : [{ ticket, type: name }];
  });
  const addresses = [target, url].filter((one) => one !== undefined && (one === url || isAddress(one)));
  return [
    ...(target === undefined || isAddress(target) ? [] : [{ ticket: target, type }]),
    ...tickets,
    ...(commit === undefined ? [] : [{ commit }]),
    ...[...new Set(addresses)].map((one) => ({ url: one ?? '' })),
  ];
}
