import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { publishedLinkTypes } from '../../domain/event/link.ts';
import { call, hint } from '../../domain/hint.ts';
import { key, word } from '../../domain/input/fields.ts';
import type { Commit, Repository } from '../../store/repository.ts';
import { described, everyWrite } from '../action.ts';

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
}

export const linkFields = {
  id: key,
  type: z.optional(described(word, { type: 'string', enum: publishedLinkTypes })),
  target: z.optional(key),
  commit: z.optional(word),
  url: z.optional(word),
  ...everyWrite,
};
export const accepts = {
  from: 'id',
  source: 'id',
  to: 'target',
  target_id: 'target',
  relation: 'type',
  link_type: 'type',
  hash: 'commit',
  sha: 'commit',
};
export const example = { id: 'PAY-482913', type: 'blocks', target: 'PAY-119044' };

/** The commit that a link is made to or taken from, where the repository has it. */
export async function findLinkedCommit(
  repository: Repository,
  { commit }: { commit?: string | undefined },
): Promise<Commit | undefined> {
  return commit === undefined ? undefined : (await repository.findCommits([commit])).get(commit);
}

type Target = { ticket: string } | { commit: string } | { url: string };

/** The one target that is given. Throws `invalid_input` for none or several, and for a type beside what has none. */
export function readTarget(input: {
  type?: string | undefined;
  target?: string | undefined;
  commit?: string | undefined;
  url?: string | undefined;
}): Target {
  const given: { name: string; target: Target }[] = [];
  if (input.target !== undefined) given.push({ name: 'target', target: { ticket: input.target } });
  if (input.commit !== undefined) given.push({ name: 'commit', target: { commit: input.commit } });
  if (input.url !== undefined) given.push({ name: 'url', target: { url: input.url } });
  const [only, ...others] = given;
  if (!only || others.length > 0)
    throw new TrackerError(
      'invalid_input',
      only ? `${given.map(({ name }) => name).join(' and ')} are both given.` : 'The target is missing.',
      hint`Send target (with type), commit or url: ${call('link', { action: 'add', id: 'PAY-482913', type: 'blocks', target: 'PAY-119044' })}.`,
    );
  if (only.name !== 'target' && input.type !== undefined)
    throw new TrackerError(
      'invalid_input',
      `type goes with target; a ${only.name} has none.`,
      hint`Send ${only.name} without type, or ${call('link', { action: 'add', id: 'PAY-482913', type: 'blocks', target: 'PAY-119044' })}.`,
    );
  return only.target;
}
