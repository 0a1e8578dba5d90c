import { TrackerError } from '../domain/errors.ts';
import { nearest } from '../domain/near.ts';
import { type Scope, scopes } from '../domain/scopes.ts';
import { quote } from '../domain/words.ts';

const agent: readonly Scope[] = ['read', 'write'];
const member: readonly Scope[] = [...agent, 'review', 'archive'];

/** What a scope may be called besides its own name: our bundles, and the words that other trackers use. */
export const scopeWords: Readonly<Record<string, readonly Scope[]>> = {
  agent,
  member,
  all: scopes,

  'issue:read': ['read'],
  'issue:create': ['write'],
  'issue:update': ['write'],
  'issue:status': ['write'],
  'issue:write': ['write'],
  'issue:comment': ['comment'],
  'issues:read': ['read'],
  'issues:write': ['write'],
  'ticket:read': ['read'],
  'ticket:write': ['write'],
  'tickets:read': ['read'],
  'tickets:write': ['write'],
  'comment:write': ['comment'],
  'comments:write': ['comment'],
  'event:read': ['read'],
  'events:read': ['read'],
  'alignment:read': ['read'],
  'alignment:submit': ['write'],
  'alignment:write': ['write', 'review'],
  'review:write': ['review'],
  read_only: ['read'],
  full_access: scopes,
};

/**
 * The scopes that words stand for, each once and in the order of the list. Words may have any case, and stand in one string
 * with commas or spaces between them. Throws `invalid_input` for none, and for one that is no scope, with the nearest.
 */
export function readScopes(words: readonly string[]): Scope[] {
  const given = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
  const granted = new Set(given.flatMap(scopesOf));
  if (granted.size === 0) throw new TrackerError('invalid_input', 'No scope is given.', known);
  return scopes.filter((scope) => granted.has(scope));
}

function scopesOf(word: string): readonly Scope[] {
  const folded = word.toLowerCase();
  const own = scopes.find((scope) => scope === folded);
  if (own) return [own];
  if (Object.hasOwn(scopeWords, folded)) return scopeWords[folded] ?? [];
  const near = nearest(folded, [...scopes, ...Object.keys(scopeWords)]);
  throw new TrackerError('invalid_input', `${quote(word)} is no scope.${near ? ` Did you mean ${near}?` : ''}`, known);
}

const known = `Scopes are ${scopes.join(', ')}; agent is read and write, member is agent, review and archive, and all is all of them.`;
