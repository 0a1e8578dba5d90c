import { describe, expect, it } from 'vitest';
import {
  costOf,
  listSubmissions,
  type SubmissionView,
  withinBudget,
} from '../../../src/actions/alignment/submissions.ts';
import { getTicket } from '../../../src/store/read/tickets.ts';
import { useLocalTracker } from '../../support/local-tracker.ts';
import { authorOf } from '../../support/ticket-events.ts';
import type { Args } from '../../support/tool-session.ts';

const by = { actor: 'bob', actorKind: 'human', ownAgent: false } as const;
const submission: SubmissionView = {
  ...{ event: 'a', actor: 'anna', time: 0, message: 'x'.repeat(400) },
  evidence: [
    { kind: 'note', value: 'y'.repeat(400) },
    { kind: 'command', value: 'npm test', exitCode: 0 },
  ],
  decisions: [
    { ...by, event: 'b', time: 0, decision: 'rejected', message: 'z'.repeat(400) },
    { ...by, event: 'c', time: 0, decision: 'approved' },
  ],
};

describe('a submission within a budget', () => {
  it('costs what it says, and a little for each thing said', () => {
    expect(costOf(submission)).toBe(3 * (100 + 12) + (2 + 12) + 12);
  });

  it('is as it was where it fits', () => {
    expect(withinBudget(submission, costOf(submission))).toBe(submission);
  });

  it('else gives a third each to its message, its evidence and its decisions', () => {
    const { message, evidence, decisions } = withinBudget(submission, 300);
    expect(message).toBe(submission.message);
    expect(evidence).toEqual([
      { kind: 'note', value: `${'y'.repeat(200)}… (200 characters more)` },
      submission.evidence[1],
    ]);
    expect(decisions).toEqual([
      { ...submission.decisions[0], message: `${'z'.repeat(200)}… (200 characters more)` },
      submission.decisions[1],
    ]);
    expect(withinBudget({ ...submission, evidence: [], decisions: [] }, 60).message).toBe(
      `${'x'.repeat(80)}… (320 characters more)`,
    );
  });
});

describe('the submissions of a ticket', () => {
  const tracker = useLocalTracker();
  const list = (id: string) =>
    tracker.workspace.read(authorOf('anna'), async (tx) => listSubmissions(tx, getTicket(tx, id)));
  const submit = (id: string, message: string) => tracker.ask('alignment', { action: 'submit', id, message });
  const decide = (id: string, fields: Args) => tracker.as('bob').ask('alignment', { action: 'decide', id, ...fields });
  const undoLast = async (id: string, who = tracker.as('anna')) => {
    const event = (await tracker.ticket({ action: 'history', id, limit: 1 })).slice(0, 6);
    expect(await who.ticket({ action: 'undo', event })).toContain('undone');
  };

  it('are the newest first, each with its own decisions in their order', async () => {
    const id = await tracker.create('Rounds');
    await submit(id, 'First');
    await decide(id, { decision: 'rejected', message: 'No test' });
    await decide(id, { decision: 'changes_requested', message: 'One test' });
    await submit(id, 'Second');
    expect(await list(id)).toMatchObject([
      { message: 'Second', actor: 'anna', decisions: [] },
      {
        message: 'First',
        decisions: [
          { actor: 'bob', decision: 'rejected', message: 'No test' },
          { actor: 'bob', decision: 'changes_requested', message: 'One test' },
        ],
      },
    ]);
  });

  it('leave out what was taken back', async () => {
    const id = await tracker.create('Taken back');
    await submit(id, 'Stands');
    await decide(id, { decision: 'approved' });
    await undoLast(id, tracker.as('bob'));
    await submit(id, 'Does not');
    await undoLast(id);
    expect(await list(id)).toMatchObject([{ message: 'Stands', decisions: [] }]);
  });

  it('say what the keys in them mean, in the message and in decisions alike', async () => {
    const [id, meant] = await tracker.createAll([{ title: 'Reviewed' }, { title: 'Meant' }]);
    await submit(id!, 'Nothing named');
    await submit(id!, 'Done');
    await decide(id!, { decision: 'rejected', message: `${meant} is not` });
    for (const one of await list(id!)) expect(one).not.toHaveProperty('mentions');
    await tracker.ticket({ action: 'update', id: meant, project: 'OPS' });
    const [second, first] = await list(id!);
    expect(second!.mentions).toEqual([
      { written: meant, tickets: [{ key: meant!.replace('PAY', 'OPS'), title: 'Meant' }] },
    ]);
    expect(first).not.toHaveProperty('mentions');
  });
});
