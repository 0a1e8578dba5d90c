import type { Readable } from 'node:stream';

export interface LineReader {
  /** Bytes; a longer line is dropped and reported once. */
  maxBytes: number;
  onLine(line: string): void;
  onOverlong(): void;
  /** The input has ended, closed or failed; called once. */
  onEnd(): void;
}

const newline = 10;

/** Reads lines, ended by LF or CRLF, as UTF-8; blank ones are skipped, a last one without an end is read. */
export function readLines(input: Readable, reader: LineReader): void {
  let parts: Buffer[] = [];
  let size = 0;
  let overlong = false;
  let ended = false;

  function keep(part: Buffer): void {
    size += part.length;
    if (!overlong && size > reader.maxBytes) {
      overlong = true;
      parts = [];
      reader.onOverlong();
    }
    if (!overlong) parts.push(part);
  }

  function finishLine(): void {
    const [first] = parts;
    const bytes = first && parts.length === 1 ? first : Buffer.concat(parts);
    parts = [];
    size = 0;
    overlong = false;
    const line = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (line.trim() !== '') reader.onLine(line);
  }

  function end(): void {
    if (ended) return;
    ended = true;
    finishLine();
    reader.onEnd();
  }

  input.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      finishLine();
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  });
  input.on('end', end);
  input.on('close', end);
  input.on('error', end);
}
