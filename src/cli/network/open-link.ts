import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A link that opens something, in a file for its user alone: whatever starts a browser is seen by all users of a machine. */
export interface LinkFile {
  path: string;
  remove(): void;
}

/** Writes it into a folder that is the user's own; takes away what was left there more than `oldMs` milliseconds ago. */
export function writeLinkFile(folder: string, link: string, oldMs: number): LinkFile {
  for (const name of readdirSync(folder).filter((one) => /^open-[\da-f]+\.html$/.test(one))) {
    const written = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (written < Date.now() - oldMs) rmSync(join(folder, name), { force: true });
  }
  const path = join(folder, `open-${randomBytes(8).toString('hex')}.html`);
  writeFileSync(path, renderPage(link), { flag: 'wx', mode: 0o600 });
  return { path, remove: () => rmSync(path, { force: true }) };
}

const renderPage = (link: string): string =>
  [
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${link}">`,
    '<title>tracker</title>',
    `<p><a href="${link}">Open the board</a></p>`,
    '',
  ].join('\n');

/** Has the system open a file in the user's browser; false where it has nothing to open it with. */
export function openInBrowser(
  path: string,
  { platform, env }: { platform: NodeJS.Platform; env: NodeJS.ProcessEnv },
): Promise<boolean> {
  const [command, ...args] = openerOf(platform);
  return new Promise((resolve) => {
    const opener = spawn(command, [...args, path], { env, stdio: 'ignore', detached: true, windowsHide: true });
    opener.on('error', () => resolve(false));
    opener.on('exit', (code) => resolve(code === 0));
    opener.unref();
  });
}

function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  // `start` is the shell's, which would read the path as its own language.
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
