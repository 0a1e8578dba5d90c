import { isAgent } from '../data/card.ts';

/** Initials in a circle; an agent's are in a square, so that nobody takes it for a person. */
export function Person({ name }: { name: string }) {
  const own = name.split('/').at(-1) ?? name;
  const letters = own
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase())
    .join('');
  return (
    <span class={`person ${isAgent(name) ? 'agent' : ''}`} title={name} data-tint={tintOf(name)}>
      <span aria-hidden="true">{letters}</span>
      <span class="sr">{name}</span>
    </span>
  );
}

/** The same for the same name, in every browser. */
function tintOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % 8;
}
