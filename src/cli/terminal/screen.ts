import type { WriteStream } from 'node:tty';
import { escaped, respell, safeText } from '../../domain/shown.ts';
import { jsonOf } from '../../render/json.ts';
import { findPager, page } from './pager.ts';

/** Where a command's answer goes. */
export interface Screen {
  /** A person reads along: columns and colour are welcome. */
  isTerminal: boolean;
  /** Without a terminal a line is as long as it is. */
  columns: number;
  paint: Paint;
  /** Writes text; nothing in it can act on a terminal, also not on the one behind a pipe. */
  write(text: string): void;
  /** Writes text and ends the line. */
  print(text: string): void;
  /** Prints what was made for this screen, with our own colours. */
  draw(text: string): void;
  /** Has a person read through what is written meanwhile, in their pager, where it is longer than the terminal. */
  paged(write: () => void): void;
  /** Writes a text whose every value has been spelled out, with the colours that git is configured to: see `diff-text`. */
  exact(text: string): void;
  /** Prints a result for a program, with all that is in it. */
  json(value: unknown): void;
  /** Prints one of many in a line of its own, as it is. */
  jsonLine(value: unknown): void;
  warn(text: string): void;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';
export type Paint = (style: Style | undefined, text: string) => string;

const codes: Record<Style, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;

/** A reader that goes away (`| head`) ends the process quietly. */
export function openScreen(
  streams: { out: Output & NodeJS.EventEmitter; err: Output },
  env: NodeJS.ProcessEnv,
): Screen {
  const { out, err } = streams;
  const isTerminal = out.isTTY === true;
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  let collected: string[] | undefined;
  const put = (text: string) => void (collected ? collected.push(text) : out.write(text));
  const write = (text: string) => put(safeText(text));
  const putJson = (text: string) => put(`${isTerminal ? respell(text, escaped) : text}\n`);
  return {
    isTerminal,
    columns: isTerminal ? Math.max(40, out.columns ?? 80) : Number.POSITIVE_INFINITY,
    paint: wantsColour(env, isTerminal) ? paint : (_, text) => text,
    write,
    print: (text) => write(`${text}\n`),
    draw: (text) => put(`${wantsColour(env, isTerminal) ? safeBetweenColours(text) : safeText(text)}\n`),
    paged(step) {
      if (!isTerminal) return step();
      collected = [];
      step();
      const text = collected.join('');
      collected = undefined;
      const pager = findPager(text, { env, rows: out.rows ?? Number.POSITIVE_INFINITY });
      if (pager === undefined || !page(text, pager, env)) out.write(text);
    },
    exact: put,
    json: (value) => putJson(JSON.stringify(jsonOf(value), null, 2)),
    jsonLine: (value) => putJson(JSON.stringify(value)),
    warn: (text) => void err.write(`${safeText(text)}\n`),
  };
}

/** NO_COLOR: https://no-color.org. FORCE_COLOR is for a pipe to what shows colours, and is Node's own word for that. */
function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  return env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : isTerminal && env.TERM !== 'dumb';
}

function paint(style: Style | undefined, text: string): string {
  if (!style || text === '') return text;
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/** Colours come from `paint` alone: what is drawn was made of safe values. */
function safeBetweenColours(text: string): string {
  const parts = text.split(colour);
  return parts.map((part, at) => (at % 2 === 0 ? safeText(part) : part)).join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const colour = /(\x1b\[\d{1,2}m)/;
