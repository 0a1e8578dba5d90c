import type { Config } from '../../domain/rules/config.ts';
import type { Screen } from '../terminal/screen.ts';
import { pad, widthOf, wrap } from '../terminal/width.ts';
import type { Block, Table, Topic } from './topic.ts';

/** A topic for people at a terminal, or for a pipe. */
export function drawTopic(topic: Topic, config: Config, screen: Screen): string {
  const room = Math.min(100, screen.columns);
  const blocks = topic.blocks(config).map((block) => drawBlock(block, room, screen));
  return [screen.paint('bold', plain(topic.summary)), ...blocks].join('\n\n').replaceAll('\n\n\n', '\n\n');
}

function drawBlock(block: Block, room: number, screen: Screen): string {
  if (typeof block === 'string') return wrap(plain(block), room).join('\n');
  if ('heading' in block) return screen.paint('bold', plain(block.heading));
  return drawTable(block, room, screen);
}

/** The last column takes what is left, and is wrapped; below the others where that is not enough to read. */
function drawTable(table: Table, room: number, screen: Screen): string {
  const rows = narrowed(table);
  const count = largest(rows.map(({ length }) => length));
  const widths = Array.from({ length: count - 1 }, (_, at) =>
    Math.min(widestCell, largest(rows.map((row) => widthOf(row[at] ?? '')))),
  );
  const before = widths.reduce((sum, width) => sum + width + 2, 2);
  const indent = room - before < narrowest ? 6 : before;
  return rows
    .map((row) => {
      const last = wrap(row[count - 1] ?? '', Math.max(narrowest, room - indent));
      const [first = '', ...cells] = row.slice(0, -1).map((cell, at) => pad(cell, widths[at] ?? 0));
      const head = `  ${[screen.paint('cyan', first), ...cells].join('  ')}`;
      const fits = indent === before && row.slice(0, -1).every((cell, at) => widthOf(cell) <= (widths[at] ?? 0));
      const [beside = '', ...below] = fits ? last : ['', ...last];
      return [`${head}  ${beside}`.trimEnd(), ...below.map((line) => ' '.repeat(indent) + line)].join('\n');
    })
    .join('\n');
}

const largest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), 0);

const widestCell = 36;
const narrowest = 24;

/** Rows whose cells between the first and the last are short: where they are not, all but the first become one. */
function narrowed({ head, rows }: Table): string[][] {
  const filled = rows.map((row) => row.map(plain));
  const isWide = filled.some((row) => row.slice(1, -1).some((cell) => widthOf(cell) > narrowest));
  if (!isWide) return filled;
  return filled.map(([first = '', second = '', ...others]) => {
    const named = others.flatMap((cell, at) => (cell === '' ? [] : `${head[at + 2]}: ${cell}`));
    return [first, [second, ...named].filter(Boolean).join(' · ')];
  });
}

/** Backticks are for the page: on a terminal words stand for themselves. */
const plain = (text: string): string => text.replaceAll('`', '');

/** All topics as one Markdown page, without its first heading. */
export const renderTopics = (topics: readonly Topic[], config: Config): string =>
  topics.map((topic) => renderTopic(topic, config)).join('\n\n');

function renderTopic(topic: Topic, config: Config): string {
  const title = topic.name.charAt(0).toUpperCase() + topic.name.slice(1);
  return [`## ${title}`, topic.summary, ...topic.blocks(config).map(renderBlock)].join('\n\n');
}

function renderBlock(block: Block): string {
  if (typeof block === 'string') return block;
  if ('heading' in block) return `### ${block.heading}`;
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(block.head), line(block.head.map(() => '---')), ...block.rows.map(line)].join('\n');
}
