import type { Author } from './event.ts';

/** "@me" and "me" are the caller; a leading "@" is dropped, names are kept as given. */
export function resolveActor(name: string, author: Pick<Author, 'actor'>): string {
  const bare = name.startsWith('@') ? name.slice(1) : name;
  return bare.toLowerCase() === 'me' ? author.actor : bare;
}
