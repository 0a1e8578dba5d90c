import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toTrackerError } from '../../domain/errors.ts';
import { safeLine } from '../../domain/shown.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { databasePath, makeSidePaths } from '../../home/file/location.ts';
import { plural } from '../../render/lines.ts';
import { renderHint } from '../../render/reply.ts';
import { copyPlainFile } from '../../store/regular.ts';
import type { Context } from '../commands/command.ts';
import { shellSyntax } from '../commands/syntax.ts';
import { applyAll } from '../init/change.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Check, Finding } from './check.ts';
import { checks } from './checks.ts';

export interface DoctorOptions {
  fix: boolean;
  json: boolean;
}

interface NamedFinding extends Finding {
  check: string;
}

/** Looks at everything, and with `fix` mends what is safe to mend. The exit code is 1 where an error is left. */
export async function runDoctor(context: Context, { fix, json }: DoctorOptions): Promise<number> {
  // Heals what git has left or dropped, and says so.
  await context.open();
  let findings = await examine(context);
  const mends = findings.flatMap(({ mend }) => mend ?? []);
  let backup: string | undefined;
  if (fix && mends.length > 0) {
    backup = await backUp(context.location);
    await applyAll(mends);
    findings = await examine(context);
  }
  const mended = fix ? mends.map(({ what }) => what) : [];
  const files = fix ? mends.flatMap(({ file }) => file ?? []) : [];
  if (json) context.screen.json({ findings: findings.map(({ mend: _, ...shown }) => shown), mended, backup });
  else
    context.screen.draw(
      renderFindings(findings, { mended, backup, files: context.location.gitDir ? files : [] }, context.screen),
    );
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

async function examine(context: Context): Promise<NamedFinding[]> {
  const findings: NamedFinding[] = [];
  const isAnswered = await answers(context.location);
  // Several may meet the same: one says it.
  for (const check of checks.filter(({ asksGit }) => isAnswered || !asksGit))
    for (const finding of await runCheck(check, context))
      if (!findings.some(({ message }) => message === finding.message))
        findings.push({ check: check.name, ...finding });
  return findings;
}

const answers = ({ root }: Context['location']): Promise<boolean> =>
  repositoryOf(root)
    .listEntries()
    .then(
      () => true,
      () => false,
    );

/** A check that fails is a finding: the others still run. */
async function runCheck({ run }: Check, context: Context): Promise<Finding[]> {
  try {
    return await run(context);
  } catch (error) {
    const { message, hint } = toTrackerError(error);
    return [
      {
        level: 'error',
        message: message.replace(/\.$/, ''),
        ...(hint.length > 0 && { advice: renderHint(hint, shellSyntax) }),
      },
    ];
  }
}

/** Copies what a mending may touch into the side folder: `.tracker/data.db`, the ignore rules, the attributes. */
async function backUp(location: Context['location']): Promise<string> {
  const folder = join(makeSidePaths(location).own, 'backup', `doctor-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  const files = [
    databasePath(location),
    join(location.root, '.gitattributes'),
    join(location.root, '.tracker/.gitignore'),
  ];
  if (location.commonDir) files.push(join(location.commonDir, 'config'));
  for (const file of files) copyPlainFile(file, join(folder, basename(file)), basename(file));
  return folder;
}

const styles = { ok: 'green', warn: 'yellow', error: 'red' } as const;

function renderFindings(
  findings: readonly NamedFinding[],
  done: { mended: string[]; backup: string | undefined; files: string[] },
  screen: Screen,
): string {
  const lines = findings.map(({ level, message, advice }) => {
    const line = `${screen.paint(styles[level], level.padEnd(5))}  ${safeLine(message)}`;
    return advice ? `${line}\n       ${screen.paint('dim', safeLine(advice))}` : line;
  });
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [count('error'), count('warn')];
  const sum = errors + warnings === 0 ? 'All is well.' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`;
  const mended = done.mended.length ? [`Mended: ${done.mended.join(', ')}. Backup: ${done.backup}`] : [];
  const share = done.files.length ? [`Share it: git add ${done.files.join(' ')} && git commit`] : [];
  return [...lines, '', ...mended, ...share, sum].join('\n');
}
