import type { Context } from 'hono';
import type { Browser, Holder } from '../../access/access.ts';
import { eventActorOf } from '../../access/actors.ts';
import { isoOf } from '../../domain/day.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Published } from '../../domain/input/fields.ts';
import { scopes } from '../../domain/scopes.ts';
import { identify, tooOften } from '../authenticate.ts';
import { readBody } from '../body.ts';
import type { Door, Env } from '../door.ts';
import { countFailure } from '../failures.ts';
import { limitCalls } from '../limit-calls.ts';
import { Refusal } from '../problem.ts';
import { dropCookie, keepCookie, readHalves } from '../sign-in/cookie.ts';
import { checkSameOrigin } from '../sign-in/same-origin.ts';
import type { Endpoint } from './endpoint.ts';
import { readFields } from './read-fields.ts';

const text: Published = { type: 'string' };
const nothing = () => ({ fields: {}, required: [] });
const signInFields = { fields: { key: text, code: text, token: text }, required: [] };

/** Named in the list of tokens: nobody has it but a browser that is signed in. */
const tokenName = 'browser';

/** Signs a browser in: half of what it is signed in by comes as a cookie, the other in the answer. */
export const signInEndpoint: Endpoint = {
  ...{ method: 'POST', path: '/session', status: 200, answers: 'SignedIn', isOpen: true },
  summary: 'Sign a browser in by the key of `tracker web`, a pairing code or a token',
  takes: () => signInFields,
  async answer(door: Door, context: Context<Env>) {
    checkSameOrigin(door, context);
    const given = readOne(readFields(signInFields, await readBody(context)));
    const row = { address: context.get('address'), action: 'session.create', events: [] };
    const opened = await openBy(door, given, row.address);
    if (opened instanceof Refusal) {
      const code = opened.code === 'rate_limit' ? 'rate_limit' : 'unauthorized';
      // Each that is refused for being too many would be a write more.
      if (code !== 'rate_limit') await door.access.note({ ...row, token: null, actor: null, subject: null, code });
      throw opened;
    }
    const { holder, isOwn } = opened;
    // Each is a write, by whoever has a token.
    context.set(
      'identified',
      identify(door, context, holder, async () => true),
    );
    limitCalls(door)(context, 'write');
    const before = readHalves(door, context);
    const browser = await door.access.browsers.signIn(holder.token.id, { isOwn });
    if (before) await door.access.browsers.signOut(before);
    const actor = eventActorOf(holder.actor);
    await door.access.note({ ...row, token: holder.token.id, actor, subject: browser.id, code: null });
    context.header('Set-Cookie', keepCookie(door, browser));
    return context.json({ half: browser.half, ...sessionShape(holder, browser) });
  },
};

/** Signs it out. By one half alone nobody is: that cookie may be anybody's who listens at another port of this machine. */
export const signOutEndpoint: Endpoint = {
  ...{ method: 'DELETE', path: '/session', status: 200, isOpen: true },
  summary: 'Sign this browser out; its cookie is taken away in any case',
  takes: nothing,
  async answer(door: Door, context: Context<Env>) {
    checkSameOrigin(door, context);
    const halves = readHalves(door, context);
    const verified = halves && (await door.access.browsers.verify(halves, { isUse: false }));
    const ended = halves && (await door.access.browsers.signOut(halves));
    if (ended && verified && !('refused' in verified))
      await door.access.note({
        ...{ token: verified.token.id, actor: eventActorOf(verified.actor), address: context.get('address') },
        ...{ action: 'session.end', subject: ended.id, events: [], code: null },
      });
    context.header('Set-Cookie', dropCookie(door));
    return context.json({ signed_out: ended !== undefined });
  },
};

export const sessionEndpoint: Endpoint = {
  ...{ method: 'GET', path: '/session', status: 200, answers: 'Session' },
  summary: 'Who is signed in, and until when',
  takes: nothing,
  async answer(door, context) {
    limitCalls(door)(context, 'read');
    const { holder, browser } = context.get('identified');
    return context.json(sessionShape(holder, browser ?? holder.token));
  },
};

type Given = { by: 'key' | 'code' | 'token'; word: string };

function readOne(given: Record<string, unknown>): Given {
  const [first, ...others] = Object.entries(given);
  if (first && others.length === 0) return { by: first[0] as Given['by'], word: first[1] as string };
  throw new TrackerError(
    'invalid_input',
    'A browser is signed in by one of key, code and token.',
    'Send one of them: {"token": "trk_…"}.',
  );
}

/** `isOwn`: the token was made for this browser. */
async function openBy(
  door: Door,
  { by, word }: Given,
  address: string,
): Promise<{ holder: Holder; isOwn: boolean } | Refusal> {
  const { access } = door;
  if (by === 'code') {
    const paired = await access.pair({ code: word, name: tokenName, address });
    if (!('refused' in paired)) return { holder: await holderOf(door, paired.token), isOwn: true };
    return paired.refused === 'rate_limit' ? tooOften(paired.retryAfterMs) : wrong;
  }
  if (by === 'key') {
    const handle = door.keys?.spend(word);
    if (handle === undefined) return refuse(door, address);
    // The person at this machine, who may do everything here by the command.
    const { token } = await access.createToken({ actor: handle, scopes, name: tokenName }, 'local');
    return { holder: await holderOf(door, token), isOwn: true };
  }
  const verified = await access.verify(word);
  return 'refused' in verified ? refuse(door, address) : { holder: verified, isOwn: false };
}

/** One that was made a moment ago. */
async function holderOf({ access }: Door, token: string): Promise<Holder> {
  const verified = await access.verify(token);
  if ('refused' in verified) throw new TrackerError('conflict', 'The token was revoked meanwhile.', 'Sign in again.');
  return verified;
}

/** On loopback too: what is right never waits. */
function refuse(door: Door, address: string): Refusal {
  const waitMs = countFailure(door, address);
  return waitMs > 0 ? tooOften(waitMs) : wrong;
}

/** Wrong, used, void and too old are the same for who guesses. */
const wrong = new Refusal('unauthorized', 'That signs nobody in: it is wrong, too old, or used already.', {
  hint: 'Start `tracker web` for another link, or have a code made: tracker pair --actor HANDLE.',
});

const sessionShape = ({ token, actor }: Holder, { expiresAt }: Pick<Browser, 'expiresAt'>): object => ({
  ...{ actor: eventActorOf(actor), kind: actor.kind, scopes: token.scopes, expires_at: isoOf(expiresAt) },
});
