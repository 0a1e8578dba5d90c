import type { Context, MiddlewareHandler } from 'hono';
import type { Browser, Holder, SignedIn, Verified } from '../access/access.ts';
import { authorOf, readGiven } from './author.ts';
import type { Door, Env, Identified } from './door.ts';
import { isLoopback } from './edges.ts';
import { countFailure } from './failures.ts';
import { Refusal } from './problem.ts';
import { readHalves } from './sign-in/cookie.ts';
import { checkSameOrigin } from './sign-in/same-origin.ts';

/** What a request shows for itself. */
interface Shown {
  isBrowser: boolean;
  look(how?: { isUse: boolean }): Promise<Verified | SignedIn>;
}

/** Sets who asks. Throws Refusal with the challenge where there is nothing that opens anything. */
export function authenticate(door: Door): MiddlewareHandler<Env> {
  return async (context, next) => {
    const shown = shownBy(door, context);
    if (shown === undefined) throw unauthorized(door, needed);
    const verified = await shown.look();
    if ('refused' in verified) {
      const address = context.get('address');
      // On loopback all users of the machine are one address.
      const waitMs = isLoopback(address) ? 0 : countFailure(door, address);
      const said = shown.isBrowser ? signedOut : { ...needed, message: reasons[verified.refused], isWrong: true };
      throw waitMs > 0 ? tooOften(waitMs) : unauthorized(door, said);
    }
    const isStillIn = async () => !('refused' in (await shown.look({ isUse: false })));
    context.set('identified', identify(door, context, verified, isStillIn));
    return next();
  };
}

/** The same of whichever of the trackers lets in who asks. */
export function authenticateAtAny(doors: readonly Door[]): MiddlewareHandler<Env> {
  const [first, ...others] = doors.map((door) => ({ door, authenticated: authenticate(door) }));
  return async (context, next) => {
    for (const { door, authenticated } of others) {
      const verified = await shownBy(door, context)?.look({ isUse: false });
      if (verified && !('refused' in verified)) return authenticated(context, next);
    }
    return first?.authenticated(context, next);
  };
}

/** Whether a request claims to come from somebody. */
export const isFromSomebody = (door: Door, context: Context<Env>): boolean => shownBy(door, context) !== undefined;

/** A token, which a program has to send, goes before what a browser sends by itself. Throws Refusal. */
function shownBy(door: Door, context: Context<Env>): Shown | undefined {
  const { access } = door;
  const authorization = context.req.header('authorization');
  if (authorization !== undefined) {
    const token = bearerOf(authorization);
    return token === undefined ? undefined : { isBrowser: false, look: () => access.verify(token) };
  }
  const halves = readHalves(door, context);
  if (halves === undefined) return undefined;
  checkSameOrigin(door, context);
  return { isBrowser: true, look: (how) => access.browsers.verify(halves, how) };
}

/** Who asks by a token, or by the one behind a browser's sign-in. Throws `invalid_input` for a session that is no name. */
export function identify(
  door: Door,
  context: Context<Env>,
  verified: Holder & { browser?: Browser },
  isStillIn: Identified['isStillIn'],
): Identified {
  const { token, actor, browser } = verified;
  const session = readGiven(context.req.header('x-tracker-session'));
  // A browser's name says nothing in a history but which one somebody uses.
  const client = browser ? 'browser' : context.req.header('user-agent');
  return {
    door,
    holder: { token, actor },
    browser,
    caller: { author: authorOf({ token, actor }, { session, client }), scopes: new Set(token.scopes) },
    isStillIn,
  };
}

export const tooOften = (waitMs: number): Refusal =>
  new Refusal('rate_limit', 'That was asked too often.', {
    hint: `Wait ${Math.ceil(waitMs / 1_000)} s.`,
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });

/** RFC 6750: one scheme, in any case. */
const bearerOf = (header: string): string | undefined => /^bearer +(\S+) *$/i.exec(header)?.[1];

interface Said {
  message: string;
  hint: string;
  isWrong?: boolean;
}

/** Clients print this to their users, so it says what to do and nothing that is a secret. */
function unauthorized({ publicUrl }: Door, { message, hint, isWrong }: Said): Refusal {
  const challenge = `Bearer resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`;
  return new Refusal('unauthorized', message, {
    hint,
    headers: { 'WWW-Authenticate': challenge + (isWrong ? ', error="invalid_token"' : '') },
  });
}

const needed: Said = {
  message: 'A token is needed.',
  hint: 'Send the header "Authorization: Bearer trk_…". Whoever runs the server makes one: tracker token create --actor HANDLE --scope agent.',
};

const signedOut: Said = {
  message: 'This browser is not signed in, or not any more.',
  hint: 'Sign in: open the link of tracker web, or give a pairing code or a token at the sign-in page.',
};

const reasons = {
  unknown: 'The token is not known to this tracker.',
  revoked: 'The token was revoked.',
  expired: 'The token has expired.',
} as const;
