import { spawnSync } from 'node:child_process';

/** Lines below which nobody needs a pager, whatever the terminal says. */
const fewestRows = 10;

/**
 * The pager's command line for a text on a terminal: PAGER's, else less where it is likely to be; undefined where the text
 * fits, or none is wanted (`PAGER=cat`, or empty).
 */
export function findPager(text: string, { env, rows }: { env: NodeJS.ProcessEnv; rows: number }): string | undefined {
  if (text.split('\n').length < Math.max(fewestRows, rows)) return undefined;
  const pager = env.PAGER ?? (process.platform === 'win32' ? '' : 'less');
  return /^\s*(?:cat)?\s*$/.test(pager) || env.TERM === 'dumb' ? undefined : pager;
}

/** Shows a text in a pager, with its colours; false where that cannot be started. */
export function page(text: string, pager: string, env: NodeJS.ProcessEnv): boolean {
  // As git has them: colours, no clearing, and out at once where it fits.
  const options = { LESS: 'FRX', LV: '-c', ...env };
  const { error, status } = spawnSync(pager, {
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
    shell: true,
    env: options,
  });
  // 126 and 127: the shell found no such program.
  return error === undefined && status !== 126 && status !== 127;
}
