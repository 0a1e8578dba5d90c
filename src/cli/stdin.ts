import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './usage.ts';

/** All of standard input as text, without the last line's end. */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return withoutLastEnd(Buffer.concat(chunks).toString('utf8'));
}

/** A file that the user names, in the same way; it may be a pipe. Throws UsageError where it cannot be read. */
export function readText(file: string): string {
  try {
    return withoutLastEnd(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`There is no file ${file} that can be read.`);
  }
}

const withoutLastEnd = (text: string): string => text.replace(/\r?\n$/, '');

/** Yes is the answer to an empty line, no to the end of input. */
export async function confirmOnTerminal(question: string): Promise<boolean> {
  const answer = await readAnswer(`${question} [Y/n] `);
  return answer !== undefined && /^\s*(?:y|yes)?\s*$/i.test(answer);
}

/** The usual answer stands for an empty line and for the end of input. */
export const askOnTerminal = async (question: string, usual: string): Promise<string> =>
  (await readAnswer(`${question} [${usual}] `))?.trim() || usual;

/** What is typed or pasted is shown nowhere; nothing for the end of input. */
export async function askSecretOnTerminal(question: string): Promise<string> {
  process.stderr.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return (await readAnswer('', { output: unseen, terminal: true })) ?? '';
  } finally {
    process.stderr.write('\n');
  }
}

/** Undefined for the end of input. */
async function readAnswer(
  prompt: string,
  { output = process.stderr, terminal }: { output?: NodeJS.WritableStream; terminal?: boolean } = {},
): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output, ...(terminal && { terminal, historySize: 0 }) });
  try {
    return await Promise.race([
      lines.question(prompt),
      new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined))),
    ]);
  } finally {
    lines.close();
  }
}
