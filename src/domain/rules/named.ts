import { personNamed } from './persons.ts';

/**
 * Where a text says `@name` to an actor, as a place in it, or -1: their own name, `@bob/codex`, or their person's, `@bob`,
 * case aside. An address (`a@bob.com`) and a longer name (`@bobby`, `@bob/codex` to bob) are not that.
 */
export function placeOfName(text: string, actor: string): number {
  if (!text.includes('@')) return -1;
  const names = [...new Set([actor, personNamed(actor)])].map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const said = new RegExp(
    `(?<![\\p{L}\\p{N}_.@/-])@(?:${names.join('|')})(?![\\p{L}\\p{N}_/-]|\\.[\\p{L}\\p{N}])`,
    'iu',
  );
  return said.exec(text)?.index ?? -1;
}
