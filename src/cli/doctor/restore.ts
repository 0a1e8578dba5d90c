import { findWholeVersion, type WholeVersion } from '../../git/heal/whole-version.ts';
import { replaceFile } from '../../home/file/rebuild.ts';
import { performAdmin } from '../commands/admin.ts';
import type { Context } from '../commands/command.ts';
import type { Finding } from './check.ts';

/** The way back from a spoilt file: the last whole version that git has, and what this clone has written since. */
export async function planRestore(context: Context, message: string): Promise<Finding> {
  const found: Finding = { level: 'error', message: message.replace(/\.$/, ''), advice: nowhere };
  const { home } = await context.open();
  const whole = context.location.gitDir ? await findWholeVersion(home) : undefined;
  if (!whole) return found;
  return {
    ...found,
    advice: `tracker doctor --fix puts back the version of ${whole.source}, and the writes since`,
    mend: [
      {
        what: `.tracker/data.db, as of ${whole.source}, with the writes since`,
        state: 'change',
        apply: () => restore(context, whole),
      },
    ],
  };
}

const nowhere =
  'git has no whole version in the last commits here: fetch one, or take it from a backup or another clone';

async function restore(context: Context, { bytes }: WholeVersion): Promise<void> {
  await replaceFile(context.location, bytes);
  await performAdmin('admin.restore', {}, context);
}
