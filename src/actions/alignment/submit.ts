import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { evidencePath } from '../../domain/input/evidence.ts';
import { evidence, key, text } from '../../domain/input/fields.ts';
import { allowedMoves, findType } from '../../domain/rules/workflow.ts';
import { isBlank } from '../../domain/words.ts';
import { getTicket, idOf } from '../../store/read/tickets.ts';
import type { Repository } from '../../store/repository.ts';
import { defineAction, writeFields } from '../action.ts';
import { mentionsIn } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { noteUncommitted } from '../uncommitted.ts';
import { type NextTurn, turnAfter } from './turn.ts';

export interface SubmitResult extends Pick<NextTurn, 'status' | 'turn'> {
  key: string;
  event: string;
  evidence: Evidence[];
  /** Commits, by their hashes, that are not in the history of HEAD. */
  outside?: string[];
  /** The status is one from which a review is not usual: the move to `review` is still to come. */
  moveTo?: string | undefined;
}

export const submit = defineAction({
  tool: 'alignment',
  name: 'submit',
  access: 'write',
  input: () => z.strictObject({ id: key, message: text, evidence: z.optional(evidence), ...writeFields }),
  example: { id: 'PAY-482913', message: 'Login works again', evidence: ['commit abc1234', 'npm test -> 0'] },
  async lookUp(repository, { evidence: given = [] }) {
    const checked = await checkEvidence(repository, given);
    return { checked, outside: await listOutside(repository, checked) };
  },
  async run(tx, { id, message, dry_run, expected_revision }, { checked, outside }): Promise<SubmitResult> {
    const row = getTicket(tx, id);
    checkRevision(tx, row, expected_revision);
    if (isBlank(message)) throw new TrackerError('invalid_input', 'message is empty.', 'Say what was done.');
    const event = await tx.record(idOf(row), 'submit', { message, evidence: checked, ...mentionsIn(tx, message) });
    if (!dry_run) await noteUncommitted(tx);
    const type = findType(tx.config.types, row.type);
    const moveTo =
      type && allowedMoves(type, row.status).some((move) => move.status === 'review') ? 'review' : undefined;
    return {
      key: row.key,
      event: shortId(event.id),
      evidence: checked,
      ...(outside.length > 0 && { outside }),
      moveTo,
      ...turnAfter(tx, row, { decision: undefined, submitter: tx.author.actor }),
    };
  },
});

async function listOutside(repository: Repository, evidence: readonly Evidence[]): Promise<string[]> {
  const commits = evidence.flatMap(({ kind, value, verified }) => (kind === 'commit' && verified ? [value] : []));
  return commits.length > 0 ? [...(await repository.findOutsideHead(commits))] : [];
}

/** Commits and files are looked up; a command's result is what its author says, and is never run. */
async function checkEvidence(repository: Repository, given: readonly Evidence[]): Promise<Evidence[]> {
  const commits = await repository.findCommits(given.flatMap(({ kind, value }) => (kind === 'commit' ? [value] : [])));
  return Promise.all(
    given.map(async (item) => {
      const commit = commits.get(item.value);
      if (item.kind === 'commit') return { ...item, value: commit?.hash ?? item.value, verified: commit !== undefined };
      if (item.kind === 'file') return { ...item, verified: await repository.hasFile(evidencePath(item)) };
      return item;
    }),
  );
}
