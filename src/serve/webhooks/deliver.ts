import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Webhook } from '../../access/access.ts';
import { type Address, resolvePublic } from './public-address.ts';
import { signatureHeaders } from './signature.ts';

export interface Delivery {
  /** An event's: whoever gets it twice knows it again. */
  id: string;
  body: string;
}

/** What became of it; `gone`: the receiver wants no more, 410. */
export type Delivered = { done: true } | { done: false; isGone: boolean; fault: string };

/** Milliseconds for all of a request. */
const patienceMs = 10_000;

/** Sends one delivery, to the one address that its name has now; a redirect leads nowhere. */
export async function deliver(
  { url, isPrivate }: Pick<Webhook, 'url' | 'isPrivate'>,
  { id, body }: Delivery,
  { secret, version, now, signal }: { secret: string; version: string; now(): number; signal?: AbortSignal },
): Promise<Delivered> {
  try {
    const target = new URL(url);
    const address = await resolvePublic(target, { isPrivate });
    const signed = signatureHeaders(secret, { id, timestamp: Math.floor(now() / 1_000), body });
    const headers = { ...signed, 'user-agent': `tracker/${version}` };
    const status = await post(target, address, { body, headers, signal });
    if (status >= 200 && status < 300) return { done: true };
    return { done: false, isGone: status === 410, fault: `it answered ${status}` };
  } catch (error) {
    return { done: false, isGone: false, fault: (error as Error).message };
  }
}

interface Post {
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal | undefined;
}

function post(url: URL, { address, family }: Address, { body, headers, signal }: Post): Promise<number> {
  const patience = AbortSignal.timeout(patienceMs);
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const lookup = (_: string, options: { all?: boolean }, answer: (...given: unknown[]) => void) =>
    options.all ? answer(null, [{ address, family }]) : answer(null, address, family);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        ...{ method: 'POST', agent: false, lookup: lookup as never },
        signal: signal ? AbortSignal.any([patience, signal]) : patience,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        // What it says besides is nothing to us, however long it is.
        answer.destroy();
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
