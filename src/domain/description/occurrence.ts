import { TrackerError } from '../errors.ts';
import { traceShown } from '../shown.ts';
import { isCut, splitLines } from '../text/text.ts';
import { quote } from '../words.ts';
import type { LineRange } from './range.ts';

/** A stretch of a text, in UTF-16 units. */
interface Stretch {
  from: number;
  to: number;
}

/**
 * The one place where a text has another one; `\n` and `\r\n` are the same. Throws `invalid_input` where it is in
 * several places, overlapping ones too, or empty, and `not_found` where it is in none, with the line that comes nearest.
 */
export function findOnce(text: string, old: string): Stretch {
  if (old === '')
    throw new TrackerError('invalid_input', 'old is empty.', 'Send the text that is to be changed, or lines.');
  const plain = text.replaceAll('\r\n', '\n');
  const wanted = old.replaceAll('\r\n', '\n');
  const places = listPlaces(plain, wanted);
  const [place, ...others] = places;
  if (place === undefined) return findShown(text, plain, wanted);
  if (others.length > 0) throw several(plain, places);
  return { from: placeIn(text, place), to: placeIn(text, place + wanted.length) };
}

/** What a reader was shown may differ from what is there, by what is not safe to show. */
function findShown(text: string, plain: string, wanted: string): Stretch {
  const { shown, originOf } = traceShown(plain);
  const places = shown === plain ? [] : listPlaces(shown, wanted);
  const [place, ...others] = places;
  if (place === undefined) throw nowhere(plain, wanted);
  if (others.length > 0) throw several(shown, places);
  return { from: placeIn(text, originOf(place)), to: placeIn(text, originOf(place + wanted.length)) };
}

/** The lines of a stretch, 1-based; the last is that of its last character. */
export function linesBetween(text: string, { from, to }: Stretch): LineRange {
  return { first: lineAt(text, from), last: lineAt(text, to - 1) };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** More are not counted: each may cost a comparison of the whole text. */
const mostPlaces = 100;

function listPlaces(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1 && places.length < mostPlaces; at = text.indexOf(wanted, at + 1))
    if (isCut(text, at) && isCut(text, at + wanted.length)) places.push(at);
  return places;
}

/** An offset in the text with all line breaks as `\n`, as one in the text as it is. */
function placeIn(text: string, offset: number): number {
  let left = offset;
  let at = 0;
  for (const line of splitLines(text)) {
    const length = line.endsWith('\r\n') ? line.length - 1 : line.length;
    if (left < length) break;
    left -= length;
    at += line.length;
  }
  return at + left;
}

function several(text: string, places: readonly number[]): TrackerError {
  const lines = [...new Set(places.map((at) => lineAt(text, at)))];
  const shown = lines.length > 10 ? `${lines.slice(0, 10).join(', ')} and more` : lines.join(', ');
  const count = places.length < mostPlaces ? `${places.length} times` : `at least ${mostPlaces} times`;
  const message = `old is there ${count}, on ${lines.length > 1 ? 'lines' : 'line'} ${shown}.`;
  return new TrackerError('invalid_input', message, 'Send more of the text around it as old.');
}

function nowhere(text: string, wanted: string): TrackerError {
  const fold = (line: string) => line.trim().toLowerCase();
  const first = wanted.split('\n').map(fold).find(Boolean);
  const lines = text.split('\n');
  const near = first === undefined ? -1 : lines.findIndex((line) => fold(line).includes(first));
  const line = lines[near];
  if (line === undefined)
    return new TrackerError('not_found', 'old is not in the description.', 'Read it with lines:"1-" first.');
  const message = `old is not in the description; line ${near + 1} comes near: ${quote(line)}.`;
  return new TrackerError('not_found', message, `Read it with lines:"${near + 1}" first.`);
}
