import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { scopes } from '../../src/domain/scopes.ts';
import { dayMs, holderOf, type OpenedAccess, openAgain, openStore, refused } from './opened.ts';

let opened: OpenedAccess;
const minuteMs = 60_000;

beforeEach(async () => {
  opened = openStore();
  await opened.store.addActor({ handle: 'alice', kind: 'human' });
  await opened.store.addActor({ handle: 'bot', kind: 'agent', owner: 'alice' });
});

const make = (more = {}) => opened.store.createToken({ actor: 'bot', scopes: ['write', 'read'], ...more }, 'local');

describe('a token', () => {
  test('opens what it was made for, is 256 bits long, and stands nowhere in the file', async () => {
    const { store, clock, found } = opened;
    const { token, ...known } = await make({ name: ' laptop ' });
    expect(token).toMatch(/^trk_[0-9A-Za-z]{43}$/);
    expect(known).toEqual({
      ...{ id: expect.stringMatching(/^[0-9A-Za-z]{13}$/), actor: 'bot', name: 'laptop', scopes: ['read', 'write'] },
      ...{ createdAt: clock.time, expiresAt: clock.time + 90 * dayMs },
      ...{ lastUsed: null, revokedAt: null, replacedBy: null },
    });
    expect(await holderOf(store, token)).toMatchObject({
      token: { id: known.id, lastUsed: clock.time },
      actor: { handle: 'bot', owner: 'alice' },
    });
    expect((await make()).token).not.toBe(token);
    await store.close();
    expect(readFileSync(found.path, 'latin1')).not.toContain(token.slice(4, 20));
  });

  test('lives for whole days, however the clock goes on while it is made', async () => {
    const running = openAgain(opened.found, { now: () => opened.clock.time++, random: opened.clock.random });
    const { createdAt, expiresAt } = await running.createToken({ actor: 'bot', scopes: ['read'], days: 7 }, 'local');
    expect(expiresAt - createdAt).toBe(7 * dayMs);
  });

  test.each(['', 'trk_', `trk_${'0'.repeat(43)}`, `trk_${'0'.repeat(44)}`, "' or 1=1 --", 'x'.repeat(1_000_000), '\0'])(
    'that was never made is unknown',
    async (token) => {
      await make();
      expect(await opened.store.verify(token)).toEqual({ refused: 'unknown' });
    },
  );

  test('of one tracker is unknown to another, even in the same file', async () => {
    const { found, clock } = opened;
    const { token, id } = await make();
    const other = openAgain({ ...found, id: 'f'.repeat(32) }, clock);
    expect(await other.verify(token)).toEqual({ refused: 'unknown' });
    expect([await other.listTokens(), await other.listActors()]).toEqual([[], []]);
    expect(await refused(() => other.revokeToken(id))).toMatch(/^not_found: /);
    expect(await refused(() => other.rotateToken(id, {}, 'local'))).toMatch(/^not_found: /);
    await other.addActor({ handle: 'bot', kind: 'service' });
    expect(await holderOf(opened.store, token)).toMatchObject({ actor: { kind: 'agent' } });
  });

  test('ends at its time, to the millisecond, and is still listed', async () => {
    const { store, clock } = opened;
    const { token, expiresAt } = await make({ days: 1 });
    clock.time = expiresAt - 1;
    await holderOf(store, token);
    clock.time = expiresAt;
    expect(await store.verify(token)).toEqual({ refused: 'expired' });
    expect(await store.listTokens()).toHaveLength(1);
  });

  test('that was revoked by another process opens nothing at the very next request', async () => {
    const { store, clock, found } = opened;
    const { token, id } = await make();
    await holderOf(store, token);
    const revoked = await openAgain(found, clock).revokeToken(id);
    expect(await store.verify(token)).toEqual({ refused: 'revoked' });
    clock.time += minuteMs;
    expect(await store.revokeToken(id)).toEqual(revoked);
  });

  test('that is known already is looked up anew once anything has changed, and once it has expired', async () => {
    const { store, clock, found } = opened;
    const { token, id, expiresAt } = await make({ days: 1 });
    // Its first use changes the file.
    await holderOf(store, token);
    const known = await holderOf(store, token);
    expect(await holderOf(store, token)).toBe(known);
    const other = openAgain(found, clock);
    await other.addActor({ handle: 'somebody', kind: 'human' });
    expect(await holderOf(store, token)).not.toBe(known);
    expect(await holderOf(store, token)).toEqual(known);
    await other.rotateToken(id, { overlapMinutes: 1 }, 'local');
    expect((await holderOf(store, token)).token.expiresAt).toBeLessThan(expiresAt);
    clock.time += 60_000;
    expect(await store.verify(token)).toEqual({ refused: 'expired' });
    const mine = await make();
    await holderOf(store, mine.token);
    await store.revokeToken(mine.id);
    expect(await store.verify(mine.token)).toEqual({ refused: 'revoked' });
  });

  test('has its last use noted to the minute', async () => {
    const { store, clock } = opened;
    const { token } = await make();
    const first = clock.time;
    await store.verify(token);
    clock.time += minuteMs - 1;
    await store.verify(token);
    expect(await store.listTokens()).toMatchObject([{ lastUsed: first }]);
    clock.time += 1;
    await store.verify(token);
    expect(await store.listTokens()).toMatchObject([{ lastUsed: first + minuteMs }]);
  });

  test.each([
    [{ days: 0 }, 'invalid_input: A token lives 1 to 366 days, not 0.'],
    [{ days: 367 }, 'invalid_input: A token lives 1 to 366 days, not 367.'],
    [{ days: Number.POSITIVE_INFINITY }, 'invalid_input: A token lives 1 to 366 days, not Infinity.'],
    [{ days: 1.5 }, 'invalid_input: A token lives 1 to 366 days, not 1.5.'],
    [{ scopes: [] }, 'invalid_input: A token without a scope opens nothing.'],
    [{ actor: 'nobody' }, 'not_found: There is no actor "nobody".'],
    [{ name: 'a\nb' }, "invalid_input: A token's name is one line of at most 64 characters."],
    [{ name: 'a'.repeat(65) }, "invalid_input: A token's name is one line of at most 64 characters."],
  ])('with %o is not made', async (more, said) => {
    expect(await refused(() => make(more))).toBe(said);
    expect(await opened.store.listTokens()).toEqual([]);
  });

  test('is not said again where it was given in place of its id', async () => {
    const { token } = await make();
    const said = await refused(() => opened.store.revokeToken(token));
    expect(said).toBe('not_found: A token is named by its id here.');
  });
});

describe('a rotated token', () => {
  test('lives on for the overlap and no longer, and the new one has its rights and its life', async () => {
    const { store, clock } = opened;
    const old = await make({ days: 10, name: 'laptop' });
    clock.time += 3 * dayMs;
    const made = await store.rotateToken(old.id, { overlapMinutes: 10 }, 'local');
    expect(made).toMatchObject({ actor: 'bot', name: 'laptop', scopes: ['read', 'write'], replacedBy: null });
    expect(made.expiresAt).toBe(clock.time + 10 * dayMs);
    clock.time += 10 * minuteMs - 1;
    await holderOf(store, old.token);
    clock.time += 1;
    expect(await store.verify(old.token)).toEqual({ refused: 'expired' });
    await holderOf(store, made.token);
    expect(await store.listTokens()).toMatchObject([{ id: made.id }, { id: old.id, replacedBy: made.id }]);
  });

  test('ends at once where no overlap is given, and its own end is not put off', async () => {
    const { store, clock } = opened;
    const first = await make();
    await store.rotateToken(first.id, {}, 'local');
    expect(await store.verify(first.token)).toEqual({ refused: 'expired' });
    const second = await make({ days: 1 });
    clock.time = second.expiresAt - minuteMs;
    await store.rotateToken(second.id, { overlapMinutes: 60 }, 'local');
    clock.time = second.expiresAt;
    expect(await store.verify(second.token)).toEqual({ refused: 'expired' });
  });

  test('is rotated once, and one that opens nothing is not brought back by it', async () => {
    const { store, clock } = opened;
    const once = await make();
    const { id } = await store.rotateToken(once.id, { overlapMinutes: 60 }, 'local');
    const again = (one: string) => refused(() => store.rotateToken(one, {}, 'local'));
    expect(await again(once.id)).toBe(`conflict: The token ${once.id} was replaced by ${id}.`);
    await store.revokeToken(id);
    expect(await again(id)).toBe(`conflict: The token ${id} was revoked.`);
    const ended = await make({ days: 1 });
    clock.time = ended.expiresAt;
    expect(await again(ended.id)).toBe(`conflict: The token ${ended.id} has expired.`);
    const over = (overlapMinutes: number) => refused(() => store.rotateToken(ended.id, { overlapMinutes }, 'local'));
    for (const minutes of [61, -1, Number.NaN])
      expect(await over(minutes)).toBe('invalid_input: The old token lives 0 to 60 minutes more.');
  });
});

describe('a token that is made with another', () => {
  const holder = async (actor: string, given: readonly (typeof scopes)[number][], days = 30) =>
    holderOf(opened.store, (await opened.store.createToken({ actor, scopes: given, days }, 'local')).token);

  test('has at most its scopes, implied ones too', async () => {
    const { store } = opened;
    const maker = await holder('alice', ['write', 'admin']);
    await store.createToken({ actor: 'bot', scopes: ['comment', 'write'] }, maker);
    expect(await refused(() => store.createToken({ actor: 'bot', scopes: ['write', 'sync', 'read'] }, maker))).toBe(
      'permission_denied: The token that this is made with has no scope sync, read.',
    );
  });

  test('ends with it at the latest', async () => {
    const { store, clock } = opened;
    const maker = await holder('alice', scopes);
    const { expiresAt } = await store.createToken({ actor: 'bot', scopes: ['read'] }, maker);
    expect(expiresAt).toBe(maker.token.expiresAt);
    expect(await refused(() => store.createToken({ actor: 'bot', scopes: ['read'], days: 31 }, maker))).toMatch(
      /^permission_denied: A token that was made with another ends with it at the latest: 2026-01-31 /,
    );
    const long = await make({ days: 300 });
    const rotated = await store.rotateToken(long.id, {}, maker);
    expect(rotated.expiresAt).toBe(maker.token.expiresAt);
    const another = await make({ days: 300 });
    const year = await holder('alice', scopes, 366);
    expect((await store.rotateToken(another.id, {}, year)).expiresAt).toBe(another.expiresAt);
    clock.time = maker.token.expiresAt;
    expect(await refused(() => store.createToken({ actor: 'bot', scopes: ['read'] }, maker))).toBe(
      'permission_denied: The token that this is made with opens nothing any more.',
    );
  });

  test('is made by a human with admin alone, whose token was not revoked meanwhile', async () => {
    const { store } = opened;
    const said = 'permission_denied: Tokens are made by a human whose token has the scope admin.';
    const create = (maker: Awaited<ReturnType<typeof holder>>) =>
      refused(() => store.createToken({ actor: 'bot', scopes: ['read'] }, maker));
    expect(await create(await holder('bot', scopes))).toBe(said);
    expect(await create(await holder('alice', ['read', 'write']))).toBe(said);
    const own = await holder('alice', scopes);
    await store.revokeToken(own.token.id);
    expect(await create(own)).toBe('permission_denied: The token that this is made with opens nothing any more.');
  });
});
