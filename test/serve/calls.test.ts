import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeAccess } from '../../src/access/place.ts';
import { openAccess } from '../../src/access/sqlite-access.ts';
import { actions } from '../../src/actions/actions.ts';
import { authorOf } from '../../src/serve/author.ts';
import { callAs } from '../../src/serve/calls.ts';
import { openTracker } from '../support/in-process.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';

/** A door to a tracker in this process, and alice, who may do everything there in a session of this name. */
async function open(session?: string) {
  const { workspace } = openTracker(makeRepository().root);
  const surroundings = { now: Date.now, random: randomBytes };
  const commonDir = join(makeDirectory(), '.git');
  mkdirSync(commonDir);
  const access = openAccess(makeAccess({ commonDir }, surroundings), surroundings);
  onTestFinished(() => access.close());
  await access.addActor({ handle: 'alice', kind: 'human' });
  const { token } = await access.createToken({ actor: 'alice', scopes: ['read', 'write'] }, 'local');
  const holder = await access.verify(token);
  if ('refused' in holder) throw new Error(holder.refused);
  const log: string[] = [];
  const identified = {
    ...{ holder, isStillIn: async () => true },
    caller: { author: authorOf(holder, { session }), scopes: new Set(holder.token.scopes) },
  };
  const ask = (args: Record<string, unknown>, more = workspace) =>
    callAs({ workspace: more, access, log: (line) => log.push(line) }, identified, {
      ...{ tool: 'ticket', args, among: actions, address: '::1' },
    });
  return { workspace, access, log, ask };
}

test('a write is noted with the events that it made, and what a dry run would make is none', async () => {
  const { ask, access } = await open();
  const dry = await ask({ action: 'create', title: 'One', dry_run: true });
  const made = await ask({ action: 'create', title: 'One' });
  expect(dry.events).toEqual([]);
  expect(made.events).toHaveLength(2);
  const [last] = await access.listAudit({});
  expect(last).toMatchObject({ action: 'ticket.create', actor: 'alice', events: made.events, code: null });
});

test('what was not foreseen is told by a number alone, by which the log has the rest', async () => {
  const { ask, workspace, log, access } = await open();
  const broken = { ...workspace, read: () => Promise.reject(new Error('secret /path/of/this/machine')) };
  const error = await ask({ action: 'list' }, broken).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'internal', message: expect.stringMatching(/log has it as \d+-\d+\.$/) });
  const [, number] = /as (\S+)\.$/.exec((error as Error).message)!;
  expect(log.join('\n')).toContain(`internal ${number}: Error: secret`);
  expect((await access.listAudit({}))[0]).toMatchObject({ code: 'internal', events: [] });
});

test('a whole session is taken back only where the session has a name', async () => {
  const undo = { action: 'undo', session: true };
  const nameless = await open();
  await nameless.ask({ action: 'create', title: 'One' });
  await expect(nameless.ask(undo)).rejects.toMatchObject({ code: 'invalid_input' });
  const named = await open('morning');
  await named.ask({ action: 'create', title: 'One' });
  expect(await named.ask(undo)).toMatchObject({ action: 'ticket.undo', wrote: true });
});

test('of what a call is about no text is noted', async () => {
  const { ask, access } = await open();
  await ask({ action: 'get', id: 'a secret text\nin two lines' }).catch(() => undefined);
  await ask({ action: 'get', id: 'PAY-111111' }).catch(() => undefined);
  expect((await access.listAudit({})).map(({ subject }) => subject)).toEqual(['PAY-111111', null]);
});
