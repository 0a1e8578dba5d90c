import { appendLines, removeLines } from '../../git/drivers/setup.ts';

/** What AGENTS.md, CLAUDE.md and the like say of tracker: three lines between two marks. */

const begin = '<!-- tracker: begin -->';
const end = '<!-- tracker: end -->';

const sectionOf = (program: readonly string[]): string[] => [
  begin,
  `Work in this repository is tracked by tracker (its MCP tools, or \`${program.join(' ')}\` in a shell): \`claim\` a ticket before you begin, \`close\` it when it is done.`,
  'Write plans, findings and what is left into the ticket, as the `message` of what you do: the next session reads them there, not in your context.',
  'At the start, and after your context was compacted, look at `board me` (`prime` in a shell): it says what you hold and what waits for you.',
  end,
];

/** The text with our section at its end; one that has the marks keeps what stands between them. */
export function addGuide(text: string | undefined, program: readonly string[]): string {
  if (text?.includes(begin)) return text;
  const section = sectionOf(program);
  return appendLines(text ?? '', text ? ['', ...section] : section);
}

/** Whether a text has our section. */
export const isGuided = (text: string): boolean => text.includes(begin);

/**
 * Takes back what stands between the marks, whoever has changed it, and the marks; undefined: nothing else was there. A mark
 * without the other is left alone.
 */
export function removeGuide(text: string): string | undefined {
  const [section] = new RegExp(`^${begin}$[^]*?^${end}$`, 'm').exec(text.replaceAll('\r\n', '\n')) ?? [];
  if (section === undefined) return text;
  const lines = section.split('\n');
  const without = removeLines(text, ['', ...lines]);
  const rest = without === text ? removeLines(text, lines) : without;
  return rest === '' ? undefined : rest;
}
