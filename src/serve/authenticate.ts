import type { MiddlewareHandler } from 'hono';
import { authorOf, readGiven } from './author.ts';
import type { Door, Env } from './door.ts';
import { isLoopback } from './edges.ts';
import { Refusal } from './problem.ts';
import { createLimiter } from './rate.ts';

/** Tokens that open nothing, of one address in a minute; on loopback all users of the machine are one address. */
const failures = { perMinute: 10, burst: 10 };

const counting = new WeakMap<object, (address: string) => number>();

/** Sets who asks. Throws Refusal with the challenge where there is no token that opens anything. */
export function authenticate(door: Door): MiddlewareHandler<Env> {
  // Of the door, by whichever of its routes somebody guesses.
  const countFailure = counting.get(door) ?? createLimiter(failures, door.now);
  counting.set(door, countFailure);
  return async (context, next) => {
    const address = context.get('address');
    const token = bearerOf(context.req.header('authorization'));
    const refuse = (verified?: { refused: keyof typeof reasons }): Refusal => {
      const waitMs = verified === undefined || isLoopback(address) ? 0 : countFailure(address);
      return waitMs > 0 ? tooOften(waitMs) : unauthorized(door, verified?.refused);
    };
    if (token === undefined) throw refuse();
    const verified = await door.access.verify(token);
    if ('refused' in verified) throw refuse(verified);
    context.set('identified', {
      holder: verified,
      caller: {
        author: authorOf(verified, {
          session: readGiven(context.req.header('x-tracker-session')),
          client: context.req.header('user-agent'),
        }),
        scopes: new Set(verified.token.scopes),
      },
      isStillIn: async () => !('refused' in (await door.access.verify(token))),
    });
    return next();
  };
}

export const tooOften = (waitMs: number): Refusal =>
  new Refusal('rate_limit', 'That was asked too often.', {
    hint: `Wait ${Math.ceil(waitMs / 1_000)} s.`,
    headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
  });

/** RFC 6750: one scheme, in any case. */
const bearerOf = (header: string | undefined): string | undefined => /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];

/** Clients print this to their users, so it says what to do and nothing that is a secret. */
function unauthorized({ publicUrl }: Door, reason: keyof typeof reasons | undefined): Refusal {
  const challenge = `Bearer resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`;
  return new Refusal('unauthorized', reason ? reasons[reason] : 'A token is needed.', {
    hint: 'Send the header "Authorization: Bearer trk_…". Whoever runs the server makes one: tracker token create --actor HANDLE --scope agent.',
    headers: { 'WWW-Authenticate': challenge + (reason ? ', error="invalid_token"' : '') },
  });
}

const reasons = {
  unknown: 'The token is not known to this tracker.',
  revoked: 'The token was revoked.',
  expired: 'The token has expired.',
} as const;
