import type { WriteStream } from 'node:tty';

/** Where a command's answer goes. */
export interface Screen {
  /** A person reads along: columns and colour are welcome. */
  isTerminal: boolean;
  /** Without a terminal a line is as long as it is. */
  columns: number;
  paint: Paint;
  /** Writes text as it is; on a terminal without what would move its cursor. */
  write(text: string): void;
  /** Writes text and ends the line. */
  print(text: string): void;
  /** Prints what was made for this screen, with our own colours. */
  draw(text: string): void;
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

type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

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
  const write = (text: string) => void out.write(isTerminal ? withoutControls(text) : text);
  return {
    isTerminal,
    columns: isTerminal ? Math.max(40, out.columns ?? 80) : Number.POSITIVE_INFINITY,
    paint: isTerminal && wantsColour(env) ? paint : (_, text) => text,
    write,
    print: (text) => write(`${text}\n`),
    draw: (text) => void out.write(`${text}\n`),
    warn: (text) => void err.write(`${err.isTTY ? withoutControls(text) : text}\n`),
  };
}

/** NO_COLOR: https://no-color.org */
function wantsColour(env: NodeJS.ProcessEnv): boolean {
  return !env.NO_COLOR && env.TERM !== 'dumb';
}

function paint(style: Style | undefined, text: string): string {
  if (!style || text === '') return text;
  const [on, off] = codes[style];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/** A ticket's text must not move the cursor of whoever reads it. Tabs and line ends pass. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\uFFFD');
}
