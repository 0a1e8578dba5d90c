import type { Context } from '../commands/command.ts';
import type { Change } from '../init/change.ts';

export interface Finding {
  level: 'ok' | 'warn' | 'error';
  /** A sentence, without its full stop. */
  message: string;
  /** What to do, with the exact command. */
  advice?: string;
  /** What `doctor --fix` does about it: nothing that could lose anything. */
  mend?: Change[];
}

/** One thing that doctor looks at. */
export interface Check {
  name: string;
  /** Left out where git cannot be asked: what it does not say is no finding. */
  asksGit?: true;
  run(context: Context): Promise<Finding[]>;
}

export const ok = (message: string): Finding[] => [{ level: 'ok', message }];

/** The finding about changes that are pending, or the one that all is well. */
export function pendingChanges(changes: readonly Change[], texts: { fine: string; pending: string }): Finding[] {
  const pending = changes.filter(({ state }) => state !== 'keep');
  if (pending.length === 0) return ok(texts.fine);
  const what = pending.map((change) => change.what).join(', ');
  return [{ level: 'warn', message: `${texts.pending}: ${what}`, advice: 'tracker doctor --fix', mend: pending }];
}
