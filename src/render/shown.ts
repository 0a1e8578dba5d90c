import { clip } from '../domain/cut.ts';
import { isCall } from '../domain/hint.ts';
import { markLines, markStart, safeLine, safeText, shownText } from '../domain/shown.ts';

type Show = (text: string) => string;

/** The names of fields, and most of what is in them. */
const isWord = (text: string): boolean => /^\w*$/.test(text);

/** A value, in a line. */
const value: Show = (text) => (isWord(text) ? text : markStart(safeLine(text)));
/** A value that a line may begin with. */
const opening: Show = (text) => (isWord(text) ? text : markLines(safeLine(text)));
/** A line of a description, behind its number: tabs and blanks are as they are. */
const line: Show = (given) => safeText(given.replaceAll('\n', ' '));
/** What an event holds is told in a few words. */
const told: Show = (given) => value(clip(given, 1_000));

/** Fields that hold something else than values, in whatever result they are. */
const shows: Readonly<Record<string, Show>> = {
  ...{ description: shownText, body: shownText, message: shownText, lines: line, payload: told },
  ...{ actor: opening, type: opening, status: opening, name: opening },
};

/**
 * A result as its renderers get it: nothing in it can act on a terminal, hide from a reader, or stand in a reply as a line
 * of the reply's own. All that is read from a tracker passes here on its way out, whichever view shows it; what `--json`
 * prints does not. Calls stay as they are, to be sent: each door's syntax quotes what they hold.
 */
export const shownResult = <Result>(result: Result): Result => show(result, value) as Result;

function show(given: unknown, how: Show): unknown {
  if (typeof given === 'string') return how(given);
  if (typeof given !== 'object' || given === null || isCall(given)) return given;
  if (Array.isArray(given)) return given.map((item) => show(item, how));
  // Bytes, say, in a column for text: only a file that another program has written to holds such things.
  if (Object.getPrototypeOf(given) !== Object.prototype) throw new TypeError('A result holds what is no plain value.');
  return Object.fromEntries(
    Object.entries(given).map(([name, item]) => [
      opening(name),
      show(item, how === value && Object.hasOwn(shows, name) ? (shows[name] ?? how) : how),
    ]),
  );
}
