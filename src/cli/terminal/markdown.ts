import type { Screen } from './screen.ts';

/**
 * A ticket as it is read on a terminal: its first line, headings, what is emphasised and code stand out. Not a character is
 * added or taken, so that what is copied from it can be looked for.
 */
export function paintTicket(text: string, { paint }: Pick<Screen, 'paint'>): string {
  let isCode = false;
  return text
    .split('\n')
    .map((line, at) => {
      if (at === 0) return paint('bold', line);
      if (/^ {0,3}(?:```|~~~)/.test(line)) isCode = !isCode;
      else if (!isCode) return paintLine(line, paint);
      return paint('dim', line);
    })
    .join('\n');
}

function paintLine(line: string, paint: Screen['paint']): string {
  if (/^#{1,6} /.test(line)) return paint('bold', line);
  if (line.startsWith('conflict: ')) return paint('yellow', line);
  return line
    .replace(/\*\*[^*\s](?:[^*]*[^*\s])?\*\*/g, (words) => paint('bold', words))
    .replace(/`[^`]+`/g, (words) => paint('cyan', words))
    .replace(/^(\s*[-*+] )(\[x\])(?= )/i, (_, bullet: string, box: string) => bullet + paint('green', box));
}
