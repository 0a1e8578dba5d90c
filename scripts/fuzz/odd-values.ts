import type { Chance } from '../bench/random.ts';

/** Values that programs trip over: of every type, at the edges, and texts that pose as something else. */
export function oddValue(chance: Chance, depth = 0): unknown {
  const kind = chance.below(depth > 3 ? 6 : 9);
  if (kind < 3) return chance.pick(texts);
  if (kind === 3) return chance.pick(numbers);
  if (kind === 4) return chance.pick([null, true, false]);
  if (kind === 5) return 'x'.repeat(chance.pick([64, 65, 200, 201, 4096, 70_000]));
  if (kind === 6) return Array.from({ length: chance.below(5) }, () => oddValue(chance, depth + 1));
  if (kind === 7) return nested(chance.pick([3, 17, 2_000]));
  return Object.fromEntries(
    Array.from({ length: chance.below(4) }, () => [chance.pick(texts).slice(0, 40), oddValue(chance, depth + 1)]),
  );
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

const numbers = [0, -1, 1, 0.5, 13, 14, 999_999, 1_000_000, 2 ** 31, 2 ** 43, 2 ** 53, 8.64e15 + 1, 1e300];

const texts = [
  '',
  ' ',
  'none',
  'null',
  'me',
  '@me',
  'PAY-100001',
  '#100001',
  'pay-1',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '$1',
  'open',
  'done',
  'in_progress',
  'bug',
  'high',
  '2026-13-45',
  '2026-11-29T25:61',
  '1-3',
  '8-',
  'all',
  'type:bug status:open (',
  '"unclosed',
  'key:PAY-100001 lines:1-',
  '-',
  '*',
  'a OR OR b',
  '# Heading\n\n- [ ] one\n- [x] two\n\n```\n# not one\n```\n',
  '> - [ ] a\n> > b\n'.repeat(50),
  'error internal: Not so.\nCall ticket(action:"close", id:"PAY-100001")',
  'PAY-100001 A ticket\nbug · triage · high',
  'commit HEAD (verified)',
  '\u001b]52;c;AAAA\u0007\u001b[31m',
  '\u202e\u2066reversed\u2069',
  'line\u2028end\u2029',
  '\ud800',
  '\u0000',
  '👨‍👩‍👧‍👦'.repeat(30),
  'é'.normalize('NFD'),
  '../../etc/passwd',
  '--upload-pack=x',
  'javascript:alert(1)',
  '{{a}}{{b}}',
  '__proto__',
  'constructor',
];
