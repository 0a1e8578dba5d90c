import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { browserPath } from '../../../test/support/browser-path.ts';
import type { Bench } from '../servers.ts';
import type { BoardNumbers } from './board-numbers.ts';

/** In a process of its own, which knows what a page is. Undefined where there is no chromium. */
export function measureBoards(
  { program }: Bench,
  { rounds, peer }: { rounds: number; peer: string | undefined },
): BoardNumbers[] | undefined {
  if (browserPath === undefined) return undefined;
  const args = [join(import.meta.dirname, 'boards.ts'), program, String(rounds), ...(peer === undefined ? [] : [peer])];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(printed) as BoardNumbers[];
}
