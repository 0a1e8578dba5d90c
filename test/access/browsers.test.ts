import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Browser, Halves, MadeToken } from '../../src/access/access.ts';
import { dayMs, type OpenedAccess, openAgain, openStore, refused } from './opened.ts';

const hourMs = 3_600_000;
let opened: OpenedAccess;
let token: MadeToken;

beforeEach(async () => {
  opened = openStore();
  await opened.store.addActor({ handle: 'alice', kind: 'human' });
  token = await opened.store.createToken({ actor: 'alice', scopes: ['read', 'admin'] }, 'local');
});

const signIn = (how = {}) => opened.store.browsers.signIn(token.id, how);
const look = (halves: Halves, how = {}) => opened.store.browsers.verify(halves, how);
const stateOf = async (halves: Halves, how = {}) => {
  const verified = await look(halves, how);
  return 'refused' in verified ? verified.refused : 'in';
};

describe('a browser that is signed in', () => {
  test('is let in by both halves as its token is, and neither stands in the file', async () => {
    const { store, clock, found } = opened;
    const made = await signIn();
    expect(made).toEqual({
      ...{ id: expect.stringMatching(/^[0-9A-Za-z]{13}$/), expiresAt: clock.time + 7 * dayMs },
      ...{ cookie: expect.stringMatching(/^[0-9A-Za-z]{43}$/), half: expect.stringMatching(/^[0-9A-Za-z]{43}$/) },
    });
    expect(made.cookie).not.toBe(made.half);
    expect(await look(made)).toMatchObject({
      token: { id: token.id, scopes: ['read', 'admin'], lastUsed: clock.time },
      actor: { handle: 'alice' },
      browser: { id: made.id, expiresAt: made.expiresAt },
    });
    await store.close();
    const text = readFileSync(found.path, 'latin1');
    for (const half of [made.cookie, made.half]) expect(text).not.toContain(half.slice(0, 20));
  });

  test('is nobody by one half, by halves of two, or by both the other way round', async () => {
    const [one, two] = [await signIn(), await signIn()];
    for (const halves of [
      { cookie: one.cookie, half: '' },
      { cookie: '', half: one.half },
      { cookie: one.cookie, half: two.half },
      { cookie: one.half, half: one.cookie },
      { cookie: one.cookie, half: one.cookie },
      { cookie: token.token, half: token.token },
      { cookie: "' or 1=1 --", half: '\0' },
      { cookie: 'x'.repeat(1_000_000), half: one.half },
    ])
      expect(await stateOf(halves)).toBe('unknown');
    expect([await stateOf(one), await stateOf(two)]).toEqual(['in', 'in']);
  });

  test('of one tracker is nobody at another, even in the same file', async () => {
    const made = await signIn();
    const other = openAgain({ ...opened.found, id: 'f'.repeat(32) }, opened.clock);
    expect(await other.browsers.verify(made)).toEqual({ refused: 'unknown' });
    expect(await other.browsers.signOut(made)).toBeUndefined();
    expect(await refused(() => other.browsers.signIn(token.id))).toMatch(/^not_found: /);
    expect(await stateOf(made)).toBe('in');
  });

  test('goes on when the server starts again', async () => {
    const made = await signIn();
    await opened.store.close();
    expect(await openAgain(opened.found, opened.clock).browsers.verify(made)).toMatchObject({
      actor: { handle: 'alice' },
    });
  });
});

describe('it is signed out', () => {
  test('by 12 hours without use, of which what goes on by itself is none', async () => {
    const made = await signIn();
    const { clock } = opened;
    clock.time += 12 * hourMs - 1;
    expect(await stateOf(made)).toBe('in');
    clock.time += 12 * hourMs - 1;
    expect(await stateOf(made, { isUse: false })).toBe('in');
    clock.time += 1;
    expect(await stateOf(made)).toBe('expired');
    expect(await stateOf(made)).toBe('expired');
  });

  test('after 7 days, however much it is used', async () => {
    const made = await signIn();
    for (let hours = 10; hours < 7 * 24; hours += 10) {
      opened.clock.time += 10 * hourMs;
      expect(await stateOf(made)).toBe('in');
    }
    opened.clock.time = made.expiresAt;
    expect(await stateOf(made)).toBe('expired');
  });

  test('when its token ends: revoked at once, too old, or replaced by another', async () => {
    const { store, clock } = opened;
    const [revoked, rotated] = [await signIn(), await store.createToken({ actor: 'alice', scopes: ['read'] }, 'local')];
    await store.revokeToken(token.id);
    expect(await stateOf(revoked)).toBe('revoked');
    const brief = await store.createToken({ actor: 'alice', scopes: ['read'], days: 1 }, 'local');
    const short = await store.browsers.signIn(brief.id);
    expect(short.expiresAt).toBe(clock.time + dayMs);
    const moved = await store.browsers.signIn(rotated.id);
    await store.rotateToken(rotated.id, { overlapMinutes: 10 }, 'local');
    expect(await look(moved)).toMatchObject({ browser: { expiresAt: clock.time + 600_000 } });
    clock.time += 600_000;
    expect(await stateOf(moved)).toBe('expired');
    expect(await stateOf(short)).toBe('in');
  });

  test('by itself, with the token that was made for it alone', async () => {
    const { store } = opened;
    const [own, other] = [await signIn({ isOwn: true }), await signIn()];
    expect(await store.browsers.signOut({ cookie: own.cookie, half: other.half })).toBeUndefined();
    expect(await store.browsers.signOut(other)).toMatchObject({ id: other.id });
    expect([await stateOf(other), await stateOf(own)]).toEqual(['unknown', 'in']);
    expect(await store.browsers.signOut(own)).toMatchObject({ id: own.id } satisfies Partial<Browser>);
    expect(await store.browsers.signOut(own)).toBeUndefined();
    expect((await store.listTokens())[0]).toMatchObject({ id: token.id, revokedAt: opened.clock.time });
  });
});

test('those that ended are forgotten at the next sign-in, and the token that nobody else has is revoked', async () => {
  const { store, clock } = opened;
  await signIn({ isOwn: true });
  clock.time += 13 * hourMs;
  const other = await store.createToken({ actor: 'alice', scopes: ['read'] }, 'local');
  await store.browsers.signIn(other.id);
  const revoked = (await store.listTokens()).map(({ id, revokedAt }) => [id, revokedAt]);
  expect(revoked).toEqual([
    [other.id, null],
    [token.id, clock.time],
  ]);
});

test('of one token twenty are signed in at most: the one that was used longest ago makes room', async () => {
  const [first, second] = [await signIn(), await signIn()];
  opened.clock.time += 2 * 60_000;
  expect(await stateOf(first)).toBe('in');
  for (let count = 0; count < 19; count++) await signIn();
  expect([await stateOf(first), await stateOf(second)]).toEqual(['in', 'unknown']);
});
