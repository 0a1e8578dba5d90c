import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpoints } from '../../../src/serve/rest/rest.ts';
import { seed } from '../../support/seed.ts';
import { checkerOf } from '../rest/described.ts';
import { type Served, serve } from '../served.ts';
import { randomRequests, type Sent } from './random-requests.ts';

/** In a hunt ten thousand: `TRACKER_REQUESTS=10000 npm run test:system -- test/serve/hostile/random-requests.test.ts`. */
const count = Number(process.env.TRACKER_REQUESTS ?? 1_500);

type Asked = Omit<Sent, 'who'>;

interface Heard {
  status: number;
  type: string;
  headers: string;
  text: string;
}

/** As it stands: no path is brought into order, as `URL` would. Undefined: the server has closed the connection. */
function send(url: string, { method, path, headers, body }: Asked): Promise<Heard | undefined> {
  const { hostname: host, port } = new URL(url);
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const written = path.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: written, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers['content-type'] ?? '',
          headers: answer.rawHeaders.join('\n'),
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', (error: NodeJS.ErrnoException) =>
      /^(?:ECONNRESET|EPIPE|HPE_)/.test(error.code ?? '') ? resolve(undefined) : reject(error),
    );
    sent.end(payload);
  });
}

const check = checkerOf();
const described = endpoints.flatMap(({ method, path, answers }) =>
  answers ? [{ method, answers, pattern: new RegExp(`^/api/v1${path.replace(/\{\w+\}/g, '[^/]+')}$`) }] : [],
);

/** What is wrong with the form of an answer; undefined where it is as documented. */
function faultOfForm({ method, path }: Asked, { status, type, text }: Heard): string | undefined {
  if (status >= 500) return `${status}`;
  if (method === 'HEAD' || status === 304 || status === 204 || status === 202)
    return text === '' ? undefined : `a body with ${status}`;
  // What is no HTTP Node answers itself, before anybody has read it.
  if (text === '' && type === '' && [400, 413, 417, 431].includes(status)) return undefined;
  if (/^application\/problem\+json/.test(type)) {
    const body = JSON.parse(text);
    return body.status === status ? asText(check('Problem', body)) : `status ${body.status} in ${status}`;
  }
  // Whoever asks for a page is told by one that there is none.
  if (status === 404 && /^text\/html/.test(type)) return undefined;
  if (status >= 400) return /^application\/json/.test(type) && isMessage(text) ? undefined : `${status} as ${type}`;
  if (!/^application\/json/.test(type))
    return /^text\/(?:plain|html|event-stream)/.test(type) ? undefined : `as ${type}`;
  const body = JSON.parse(text);
  const asked = path.split('?')[0] ?? '';
  const own = described.find((one) => one.method === method && one.pattern.test(asked));
  return own && asText(check(own.answers, body));
}

const asText = (faults: unknown): string | undefined =>
  faults === null ? undefined : JSON.stringify(faults).slice(0, 500);
/** Of JSON-RPC, as MCP's refusals are. */
const isMessage = (text: string): boolean => JSON.parse(text).jsonrpc === '2.0';

/** What no answer may have in it: where things lie here, how the program is made, and what is another tracker's. */
function leakIn({ text, headers }: Heard, here: Served, stranger: Served): string | undefined {
  const forbidden = [
    ...[here.repository.root, stranger.repository.root, tmpdir(), process.cwd()],
    ...['node_modules', 'data.db-', '.ts:', 'at async', 'at Object.', strangersText],
    ...Object.values(stranger.tokens),
    ...(hostname().length > 4 ? [hostname()] : []),
  ];
  return forbidden.find((one) => `${headers}\n${text}`.includes(one));
}

const strangersText = 'Told-to-nobody-here';

test('requests of any kind are answered as it is documented, without a fault of ours, a stack, a path, or a word of another tracker', async () => {
  const rate = { reads: 1e9, writes: 1e9 };
  const served = await serve({ rate });
  const stranger = await serve({ rate });
  const keys: string[] = [];
  for (const title of ['One', 'Two', 'Three']) {
    const body = { title, description: '## A\n- [ ] b' };
    keys.push((await served.ask('POST /api/v1/tickets', { token: served.tokens.alice, body })).body.key);
  }
  const theirs = { title: strangersText, description: strangersText };
  const { body: other } = await stranger.ask('POST /api/v1/tickets', { token: stranger.tokens.alice, body: theirs });
  const tokens: Record<string, string | undefined> = {
    ...served.tokens,
    ...{ false: `trk_${'x'.repeat(43)}`, stranger: stranger.tokens.alice },
  };
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const drawn = fc.sample(randomRequests([...keys, ...keys, other.key, other.id]), { numRuns: count, seed });
  for (const { who, ...asked } of drawn) {
    const token = tokens[who];
    const headers = {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(asked.body !== undefined && { 'Content-Type': 'application/json' }),
      ...asked.headers,
    };
    // With the others node:http sends a body that belongs to no request.
    const body = /^[PQ]/.test(asked.method) ? asked.body : undefined;
    const heard = await send(served.url, { ...asked, headers, body });
    if (!heard) continue;
    statuses.set(heard.status, (statuses.get(heard.status) ?? 0) + 1);
    const isIn = !['nobody', 'false', 'stranger'].includes(who) || 'Authorization' in asked.headers;
    const fault =
      faultOfForm(asked, heard) ??
      leakIn(heard, served, stranger) ??
      /"internal"|error internal|-32603/.exec(heard.text)?.[0] ??
      (!isIn && heard.status < 300 && !isOpen(asked) ? 'answered to a stranger' : undefined);
    if (fault)
      faults.push([fault, who, JSON.stringify(asked), `${heard.status} ${heard.text}`].join('\n').slice(0, 1_500));
  }
  expect({ seed, faults: faults.slice(0, 10) }).toEqual({ seed, faults: [] });
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405, 409]));
  expect({ seed, log: served.log }).toEqual({ seed, log: [] });
  expect((await served.ask('GET /readyz')).status).toBe(200);
});

/** What is answered to whoever asks. */
const isOpen = ({ method, path }: Asked): boolean =>
  /\/(?:healthz|readyz|openapi\.json|oauth-protected-resource|pair)\b/.test(path) ||
  // A page that is signed out, or was never in, has its cookie cleared.
  (method === 'DELETE' && /\/session(?:\?|$)/.test(path));
