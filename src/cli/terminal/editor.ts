import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';

/** As git chooses, but for its own settings: the editor that a person has said they want. */
export const findEditor = ({ VISUAL, EDITOR }: NodeJS.ProcessEnv): string =>
  VISUAL || EDITOR || (process.platform === 'win32' ? 'notepad' : 'vi');

/**
 * Has a person edit a text in their editor. Answers what they saved, undefined where they left it as it was. Throws
 * `invalid_input` where the editor could not be started or ended badly: nothing is to be done then.
 */
export function editText(text: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const file = join(folder, 'TICKET.md');
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const editor = findEditor(env);
    const { status } = spawnSync(`${editor} ${JSON.stringify(file)}`, { stdio: 'inherit', shell: true, env });
    if (status !== 0)
      throw new TrackerError(
        'invalid_input',
        `The editor ${editor} did not end well, and nothing was written.`,
        'Set EDITOR to one that is installed, or give the text by --file.',
      );
    const saved = readFileSync(file, 'utf8');
    return saved === text ? undefined : saved;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const draft = (first: string): string =>
  `${first}\n\n<!-- The first line is the title; what follows is the description, in Markdown. An empty title makes no ticket. -->\n`;

/** The title and the description that a person writes for a new ticket; undefined where they wrote none. */
export function writeNewTicket(env: NodeJS.ProcessEnv): { title: string; description?: string } | undefined {
  const text = editText(draft(''), env)?.replace(/<!--[\s\S]*?-->/g, '');
  const [title = '', ...rest] = text?.trim().split('\n') ?? [];
  const description = rest.join('\n').trim();
  if (title.trim() === '') return undefined;
  return { title: title.replace(/^#+\s*/, '').trim(), ...(description && { description }) };
}
