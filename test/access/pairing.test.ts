import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { scopes } from '../../src/domain/scopes.ts';
import { dayMs, holderOf, type OpenedAccess, openAgain, openStore, refused } from './opened.ts';

let opened: OpenedAccess;
const minuteMs = 60_000;
const wrong = { refused: 'wrong' };

beforeEach(async () => {
  opened = openStore();
  await opened.store.addActor({ handle: 'alice', kind: 'human' });
  for (const handle of ['bot', 'other']) await opened.store.addActor({ handle, kind: 'agent', owner: 'alice' });
});

const make = (more = {}) => opened.store.createPairing({ actor: 'bot', scopes: ['write', 'read'], ...more }, 'local');
const pair = (code: string, address = '10.0.0.1') => opened.store.pair({ code, name: 'laptop', address });
/** As many wrong ones, of which no address has more than it may. */
async function guess(times: number, first = 0): Promise<void> {
  for (let at = first; at < first + times; at++) expect(await pair('2222-2222', `10.0.1.${at}`)).toEqual(wrong);
}

describe('a code', () => {
  test('fetches the token that its maker chose, once, and stands nowhere in the file', async () => {
    const { store, clock, found } = opened;
    const made = await make({ days: 30 });
    expect(made).toEqual({
      ...{ code: expect.stringMatching(/^.{4}-.{4}$/), actor: 'bot', scopes: ['read', 'write'] },
      expiresAt: clock.time + 10 * minuteMs,
    });
    clock.time += 9 * minuteMs;
    const paired = await pair(made.code.toLowerCase().replace('-', ''));
    if ('refused' in paired) throw new Error(paired.refused);
    expect(paired).toMatchObject({ actor: 'bot', name: 'laptop', scopes: ['read', 'write'] });
    expect(paired.expiresAt).toBe(clock.time + 30 * dayMs);
    await holderOf(store, paired.token);
    expect(await pair(made.code)).toEqual(wrong);
    const { code } = await make();
    await store.close();
    for (const one of [code, code.replace('-', '')]) expect(readFileSync(found.path, 'latin1')).not.toContain(one);
  });

  test('of two that fetch with it at once lets one in', async () => {
    const { code } = await make();
    const again = openAgain(opened.found, opened.clock);
    const both = await Promise.all([pair(code), again.pair({ code, address: '10.0.0.2' })]);
    expect(both.filter((one) => 'refused' in one)).toEqual([wrong]);
  });

  test('ends after ten minutes, and where its actor is given another', async () => {
    const { clock } = opened;
    const late = await make();
    clock.time = late.expiresAt;
    expect(await pair(late.code)).toEqual(wrong);
    const first = await make();
    const others = await make({ actor: 'other' });
    const second = await make({ actor: 'BOT' });
    expect(await pair(first.code)).toEqual(wrong);
    expect([await pair(others.code), await pair(second.code)]).toMatchObject([{ actor: 'other' }, { actor: 'bot' }]);
  });

  test('of another tracker is wrong, and leaves that one alone', async () => {
    const { code } = await make();
    const elsewhere = openAgain({ ...opened.found, id: 'f'.repeat(32) }, opened.clock);
    for (let at = 0; at < 12; at++) expect(await elsewhere.pair({ code, address: `10.0.2.${at}` })).toEqual(wrong);
    expect(await pair(code)).toMatchObject({ actor: 'bot' });
  });

  test('is void with all others after ten wrong ones, and not after nine', async () => {
    const first = await make();
    await guess(9);
    expect(await pair(first.code)).toMatchObject({ actor: 'bot' });
    const second = await make();
    await guess(4, 9);
    const third = await make({ actor: 'other' });
    await guess(6, 13);
    expect([await pair(second.code), await pair(third.code)]).toEqual([wrong, wrong]);
  });

  test.each([
    [{ actor: 'nobody' }, 'not_found: There is no actor "nobody".'],
    [{ scopes: [] }, 'invalid_input: A token without a scope opens nothing.'],
    [{ days: 400 }, 'invalid_input: A token lives 1 to 366 days, not 400.'],
  ])('with %o is not made', async (more, said) => {
    expect(await refused(() => make(more))).toBe(said);
  });

  test('is not used up by a name that cannot be one', async () => {
    const { code } = await make();
    expect(await refused(() => opened.store.pair({ code, name: 'a\nb', address: '10.0.0.1' }))).toMatch(
      /^invalid_input: /,
    );
    expect(await pair(code)).toMatchObject({ actor: 'bot' });
  });
});

describe('tries', () => {
  test('are 5 a minute of an address, right ones too, and a refused one is none', async () => {
    const { clock } = opened;
    for (let at = 0; at < 5; at++) {
      expect(await pair('2222-2222')).toEqual(wrong);
      clock.time += 1_000;
    }
    const { code } = await make();
    expect(await pair(code)).toEqual({ refused: 'rate_limit', retryAfterMs: 55_000 });
    expect(await pair('2222-2222', '10.0.0.2')).toEqual(wrong);
    clock.time += 54_999;
    expect(await pair(code)).toEqual({ refused: 'rate_limit', retryAfterMs: 1 });
    clock.time += 1;
    expect(await pair(code)).toMatchObject({ actor: 'bot' });
  });

  test('are 30 an hour in all, counted in the file, so that a restart forgets none', async () => {
    const { clock, found } = opened;
    await guess(30);
    clock.time += 59 * minuteMs;
    const { code } = await make();
    const again = openAgain(found, clock);
    expect(await again.pair({ code, address: '10.0.9.9' })).toEqual({ refused: 'rate_limit', retryAfterMs: minuteMs });
    clock.time += minuteMs;
    expect(await pair(code)).toMatchObject({ actor: 'bot' });
  });

  test('that a clock made in the future keep nobody out', async () => {
    const { clock } = opened;
    clock.time += 365 * dayMs;
    await guess(30);
    clock.time -= 365 * dayMs;
    const { code } = await make();
    expect(await pair(code)).toMatchObject({ actor: 'bot' });
  });
});

describe('a code that is made with a token', () => {
  const holder = async () =>
    holderOf(opened.store, (await opened.store.createToken({ actor: 'alice', scopes, days: 2 }, 'local')).token);

  test('fetches nothing beyond that token, and nothing once it is revoked', async () => {
    const { store, clock } = opened;
    const maker = await holder();
    const { code } = await store.createPairing({ actor: 'bot', scopes: ['read'] }, maker);
    expect(await pair(code)).toMatchObject({ scopes: ['read'], expiresAt: maker.token.expiresAt });
    const late = await store.createPairing({ actor: 'bot', scopes: ['read'] }, maker);
    await store.revokeToken(maker.token.id);
    expect(await pair(late.code)).toEqual(wrong);
    const second = await holder();
    clock.time = second.token.expiresAt - 1;
    const last = await store.createPairing({ actor: 'bot', scopes: ['read'] }, second);
    clock.time += 1;
    expect(await pair(last.code)).toEqual(wrong);
  });

  test('ends with what took its place as well', async () => {
    const { store } = opened;
    const maker = await holder();
    const { code } = await store.createPairing({ actor: 'bot', scopes: ['read'] }, maker);
    const next = await store.rotateToken(maker.token.id, {}, 'local');
    await store.revokeToken(next.id);
    expect(await pair(code)).toEqual(wrong);
  });

  test('is not made by an agent', async () => {
    const { token } = await opened.store.createToken({ actor: 'bot', scopes }, 'local');
    const maker = await holderOf(opened.store, token);
    expect(await refused(() => opened.store.createPairing({ actor: 'other', scopes: ['read'] }, maker))).toBe(
      'permission_denied: Tokens are made by a human whose token has the scope admin.',
    );
  });
});
