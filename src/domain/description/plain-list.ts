import { startOf } from '../text/text.ts';
import { type Block, isBlankLine } from './blocks.ts';
import type { MarkdownLines } from './markdown.ts';

/** A task list item of one line, in offsets of the whole text and 1-based lines. */
export interface PlainTask {
  line: number;
  mark: number;
  from: number;
  to: number;
  lastLine: number;
}

const plainItem = /^( *)[-+*] (?:\[[ xX]\][ \t]+(?=\S)|(?=[a-z]))/i;

/**
 * The tasks of a block that is a list with one item on each line, as most checklists are: 20 times faster than the
 * parser. An item is nested in the last one whose words begin no further right. Undefined where anything else is there.
 */
export function findPlainTasks({ lines, starts }: MarkdownLines, { first, end }: Block): PlainTask[] | undefined {
  const tasks: PlainTask[] = [];
  const open: { words: number; task?: PlainTask }[] = [];
  const closeFrom = (depth: number, lastLine: number) => {
    for (const { task } of open.splice(depth)) if (task) task.lastLine = lastLine;
  };
  let at = first;
  for (const line of lines.slice(first, end)) {
    if (isBlankLine(line)) break;
    const [marker, blanks] = plainItem.exec(line) ?? [];
    if (marker === undefined || blanks === undefined) return undefined;
    const indent = blanks.length;
    const depth = open.findLastIndex(({ words }) => words <= indent) + 1;
    closeFrom(depth, at);
    // Four more than it needs are no item: code, or words of the item before.
    if (indent - (open.at(-1)?.words ?? 0) > 3) return undefined;
    const start = startOf(starts, at);
    const place = { mark: start + indent + 3, from: start + marker.length, to: start + line.length };
    const task = marker.includes('[') ? { ...place, line: at + 1, lastLine: at + 1 } : undefined;
    if (task) tasks.push(task);
    open.push({ words: indent + 2, ...(task && { task }) });
    at++;
  }
  closeFrom(0, at);
  return lines.slice(at, end).every(isBlankLine) ? tasks : undefined;
}

const lineItem = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]\][ \t]+(?=\S)/;

/** The tasks of lines that are too many for the parser: each line for itself, whatever it stands in. */
export function findLineTasks({ lines, starts }: MarkdownLines, { first, end }: Block): PlainTask[] {
  return lines.slice(first, end).flatMap((line, at) => {
    const marker = lineItem.exec(line)?.[0];
    if (marker === undefined) return [];
    const start = startOf(starts, first + at);
    const number = first + at + 1;
    const mark = start + marker.indexOf('[') + 1;
    return [{ line: number, mark, from: start + marker.length, to: start + line.length, lastLine: number }];
  });
}
