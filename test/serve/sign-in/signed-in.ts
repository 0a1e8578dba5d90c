import { type Answered, ask } from '../served.ts';

export interface SignedIn {
  answer: Answered;
  /** `trk_PORT=…`, as a browser sends it back. */
  cookie: string;
  half: string;
  /** What a page of the board sends, with what the browser says of it. */
  headers: Record<string, string>;
}

/** Signs a browser in by a key, a code or a token. */
export async function signIn(url: string, body: object): Promise<SignedIn> {
  const fetched = { 'Sec-Fetch-Site': 'same-origin', Origin: new URL(url).origin };
  const answer = await ask(url, 'POST /api/v1/session', { body, headers: fetched });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
  const { half } = answer.body;
  const headers = { Cookie: cookie, 'X-Tracker-Half': half, 'Sec-Fetch-Site': 'same-origin' };
  return { answer, cookie, half, headers };
}
