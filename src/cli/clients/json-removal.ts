import { isDeepStrictEqual } from 'node:util';
import { createScanner, findNodeAtLocation, type Node } from 'jsonc-parser';
import { everyLaunch, type Way } from './client.ts';
import { addToJson, byteOrderMark, parseJsonObject, readJsonUrl, readJsonValue } from './json-file.ts';

/** Takes back an entry that `addToJson` has written for one of the ways to our server; any other stays. */
export function takeBackEntry(text: string, path: string[], entryOf: (way: Way) => unknown): string | undefined {
  const found = readJsonValue(text, path);
  const url = readJsonUrl(text, path);
  const ways: readonly Way[] = url === undefined ? everyLaunch : [{ url }];
  const entry = ways.map(entryOf).find((one) => isDeepStrictEqual(one, found));
  return entry === undefined ? text : removeFromJson(text, path, (before) => addToJson(before, path, entry));
}

/**
 * The text from which `add` made this one, undefined for no text: what stands at the path goes, and what has been left empty
 * by that. Where somebody has changed the text around it since, the rest keeps every character.
 */
export function removeFromJson(
  text: string,
  path: readonly (string | number)[],
  add: (text: string | undefined) => string,
): string | undefined {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const bare = text.slice(mark.length);
  const root = parseJsonObject(bare);
  const items = listAlone(root, path);
  const cuts = items.flatMap((item) => cutItem(bare, item)).map((cut) => mark + cut);
  const isAllOfIt = items[0]?.parent === root && root.children?.length === 1;
  const before = [...(isAllOfIt ? [undefined] : []), ...cuts].find((candidate) => makes(add, candidate, text));
  return before !== undefined || (isAllOfIt && makes(add, undefined, text)) ? before : cuts[0];
}

const makes = (add: (text: string | undefined) => string, before: string | undefined, text: string): boolean => {
  try {
    return add(before) === text;
  } catch {
    return false;
  }
};

/** What stands at the path, and before it whatever holds nothing else, the outermost first. */
function listAlone(root: Node, path: readonly (string | number)[]): Node[] {
  const items: Node[] = [];
  for (let depth = path.length; depth > 0; depth--) {
    const value = findNodeAtLocation(root, path.slice(0, depth));
    const item = value?.parent?.type === 'property' ? value.parent : value;
    if (!item) break;
    items.unshift(item);
    if (item.parent?.children?.length !== 1) break;
  }
  return items;
}

/** The text without a property or an element, its comma and its lines: in the ways in which it may have been put there. */
function cutItem(text: string, item: Node): string[] {
  const siblings = item.parent?.children ?? [];
  const at = siblings.indexOf(item);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const start = startOf(text, item.offset);
  const end = item.offset + item.length;
  const comma = commaAfter(text, end);
  const rest = text.slice(comma === undefined ? end : comma + 1);
  const head = text.slice(0, start);
  if (after || comma !== undefined || !before) {
    // What held nothing has been given a line's end before what it had.
    const given = before || after ? 0 : rest.length - rest.trimStart().length;
    return Array.from({ length: given + 1 }, (_, kept) => head + rest.slice(given - kept));
  }
  const needed = commaAfter(text, before.offset + before.length);
  return [needed === undefined ? head + rest : text.slice(0, needed) + text.slice(needed + 1, start) + rest];
}

/** Where the blanks and the line's end begin that stand before something. */
function startOf(text: string, offset: number): number {
  const blank = /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, offset));
  return blank ? blank.index : offset;
}

/** The place of the comma that comes next but for blanks and comments. */
function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  scanner.scan();
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined;
}
