import { TrackerError } from '../../domain/errors.ts';
import type { GitAnswer } from '../ask/git.ts';
import { type Branch, type Run, shortName } from './branches.ts';
import { reasonOf } from './merge-ref.ts';

/**
 * Pushes the branch to where `git push` does, and answers where that was, if there was anything to push. Undefined: somebody
 * else was faster, and it is worth another try. Throws what the user has to do.
 */
export async function push(
  { name, push: destination }: Branch,
  run: Run,
  mayRetry: boolean,
): Promise<{ to: string | undefined } | undefined> {
  const answer = await run(['push', '--porcelain']);
  if (answer.code === 0) {
    const isNew = /^[^=\n]\t/m.test(answer.stdout);
    return { to: isNew ? (destination ? shortName(destination.ref) : name) : undefined };
  }
  const overtaken = /\[rejected\]|\(cannot lock ref|\(failed to update ref|\(incorrect old value/.test(answer.stdout);
  if (overtaken && mayRetry) return undefined;
  const message = `Merged, but git did not push ${name}: ${pushReason(answer)}`;
  const places = [...answer.stderr.matchAll(/^\s+(git push \S.*)$/gm)].flatMap(([, call]) => call ?? []);
  if (overtaken) throw new TrackerError('conflict', message, 'Others push all the time. Run the command again.');
  // Before it has asked the remote: there is no upstream, or one of another name.
  if (places.length > 0) throw new TrackerError('invalid_input', message, `Say where to: ${places.join(', or ')}`);
  if (/^fatal: You didn't specify any refspecs/m.test(answer.stderr))
    throw new TrackerError('invalid_input', message, `Say where to: git push REMOTE ${name}`);
  if (/\[remote rejected\]/.test(answer.stdout))
    throw new TrackerError(
      'permission_denied',
      message,
      'See what the remote asks for; perhaps another branch and a pull request.',
    );
  throw new TrackerError('network_error', message, 'See what `git push` needs, then run the command again.');
}

function pushReason(answer: GitAnswer): string {
  const refused = [...answer.stdout.matchAll(/^!\t\S+\t(.+)$/gm)].map((match) => match[1]).join('; ');
  return refused ? `${refused}.` : reasonOf(answer);
}
