import { expect, test } from 'vitest';
import { actions, everyAction } from '../../src/actions/actions.ts';
import { scopeOf } from '../../src/actions/caller.ts';
import { perform } from '../../src/actions/perform.ts';
import { type Scope, scopes } from '../../src/domain/scopes.ts';
import { listTicketEvents } from '../../src/store/read/events.ts';
import { openTracker } from '../support/in-process.ts';
import { authorOf } from '../support/ticket-events.ts';
import { makeRepository } from '../support/workspace.ts';

function openFor() {
  const { workspace } = openTracker(makeRepository().root);
  return (granted: readonly Scope[], tool: string, args: Record<string, unknown>) =>
    perform(workspace, { author: authorOf('anna'), scopes: new Set(granted) }, { tool, args, among: everyAction });
}

test('every action is refused to a caller without its scope, which is named, and not to one that has it alone', async () => {
  const ask = openFor();
  for (const action of everyAction) {
    const scope = scopeOf(action);
    const args = { action: action.name, ...action.example };
    const others = scopes.filter((one) => one !== scope && !(scope === 'comment' && one === 'write'));
    await expect(ask(others, action.tool, args), `${action.tool} ${action.name}`).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining(`needs the scope ${scope},`),
    });
    // There is no ticket yet, which is what most of them say then.
    const outcome = await ask([scope], action.tool, args).catch((error: unknown) => error);
    expect(outcome, `${action.tool} ${action.name}`).not.toMatchObject({ code: 'permission_denied' });
  }
});

test('what no tool offers is there for a door that says so, and for no other, whatever its caller may', async () => {
  const { workspace } = openTracker(makeRepository().root);
  const anna = { author: authorOf('anna'), scopes: 'all' } as const;
  const args = { action: 'refold' };
  await expect(perform(workspace, anna, { tool: 'admin', args })).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'There is no tool "admin".',
  });
  await expect(perform(workspace, anna, { tool: 'admin', args, among: everyAction })).resolves.toMatchObject({
    action: 'admin.refold',
  });
});

test('what becomes of the whole tracker asks for admin, and what comes into it from elsewhere for sync', () => {
  const scopes = everyAction.filter(({ tool }) => tool === 'admin').map((one) => [one.name, scopeOf(one)]);
  expect(Object.fromEntries(scopes)).toEqual({
    ...{ redact: 'admin', dismiss: 'admin', refold: 'admin' },
    ...{ unite: 'sync', lost: 'sync', restore: 'sync' },
  });
});

test('a read asks for read alone, and a comment is among what write lets do', async () => {
  expect(new Set(actions.filter(({ access }) => access === 'read').map(scopeOf))).toEqual(new Set(['read']));
  const ask = openFor();
  const made = await ask(['write'], 'ticket', { action: 'create', title: 'One' });
  const id = made.action === 'ticket.create' ? made.result.tickets[0]?.key : undefined;
  await expect(ask(['write'], 'ticket', { action: 'comment', id, message: 'Hello' })).resolves.toMatchObject({
    action: 'ticket.comment',
  });
});

test('by the scope write only what the same person did is undone, and with admin what others did too', async () => {
  const { workspace } = openTracker(makeRepository().root);
  const as = (actor: string, granted: readonly Scope[], args: Record<string, unknown>) =>
    perform(workspace, { author: authorOf(actor), scopes: new Set(granted) }, { tool: 'ticket', args });
  const { result } = await as('bob', ['write'], { action: 'create', title: 'Of bob' });
  const { key } = (result as unknown as { tickets: [{ key: string }] }).tickets[0];
  await as('bob/agent', ['write'], { action: 'update', id: key, title: 'Of his agent' });
  const ofEvent = async () =>
    workspace.read(authorOf('anna'), async ({ db }) => listTicketEvents(db, 1).at(-1)!.id.slice(-6).toLowerCase());

  const refused = {
    code: 'permission_denied',
    message: expect.stringMatching(/^To undo what bob\/agent did the scope admin/),
  };
  await expect(as('anna', ['read', 'write'], { action: 'undo', id: key })).rejects.toMatchObject(refused);
  await expect(as('anna', ['read', 'write'], { action: 'undo', event: await ofEvent() })).rejects.toMatchObject(
    refused,
  );
  await expect(as('anna', ['write'], { action: 'undo', id: key, dry_run: true })).rejects.toMatchObject(refused);
  await expect(as('BOB', ['write'], { action: 'undo', id: key })).resolves.toMatchObject({
    result: { events: [{ fields: ['title'] }] },
  });
  await as('bob', ['write'], { action: 'update', id: key, title: 'Again' });
  await expect(as('anna', ['write', 'admin'], { action: 'undo', id: key })).resolves.toMatchObject({
    result: { events: [{ fields: ['title'] }] },
  });
});
