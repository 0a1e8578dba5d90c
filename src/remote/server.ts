import { TrackerError } from '../domain/errors.ts';
import { isLoopbackName } from '../domain/origin.ts';

/** A tracker on another machine, and what opens it. */
export interface RemoteServer {
  /** `https://tracker.example.com`: scheme, name and port. */
  origin: string;
  token: string;
}

/** The origin that an address names. Throws `invalid_input` for what is no address, and for plain http to another machine. */
export function readOrigin(given: string, by: string): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw new TrackerError('invalid_input', `${by} is no address: ${JSON.stringify(given)}.`, 'https://HOST, say.');
  }
  const isPlain = url.protocol === 'http:';
  if (!isPlain && url.protocol !== 'https:')
    throw new TrackerError('invalid_input', `${by} is neither http nor https: ${url.protocol}`, 'https://HOST, say.');
  if (isPlain && !isLoopbackName(url.hostname))
    throw new TrackerError(
      'invalid_input',
      `${by} is ${url.origin}: a token is not sent over plain http to another machine.`,
      'Use https, or a tunnel that ends on this machine.',
    );
  if (url.username !== '' || url.password !== '')
    throw new TrackerError('invalid_input', `${by} has a password in it; a token is given by TRACKER_TOKEN.`);
  return url.origin;
}
