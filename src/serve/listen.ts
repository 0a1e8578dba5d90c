import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { TrackerError } from '../domain/errors.ts';

/** A slow client holds no place for ever. In milliseconds. */
export interface Patience {
  /** Within which a request's head has to be there, and all of it. */
  headersTimeout: number;
  requestTimeout: number;
  /** Between the requests of a connection. */
  keepAliveTimeout: number;
  /** Within which a client takes something of its answer; a stream says something eight times as often. */
  silence: number;
  /** Between looks at who has taken too long. */
  connectionsCheckingInterval: number;
}

const usualPatience: Patience = {
  ...{ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000, silence: 120_000 },
  connectionsCheckingInterval: 5_000,
};
/** How many ports after the one that is taken are tried. */
const mostTries = 20;
/** How long requests may still run when the server stops, in milliseconds. */
const lastMs = 5_000;

export interface ListenOptions {
  /** An IP address or name, as in `127.0.0.1`. */
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Whether another port may be taken where this one is not free. */
  next: boolean;
  /** In PEM, for https. */
  tls?: { cert: Buffer; key: Buffer } | undefined;
  patience?: Partial<Patience>;
}

export interface Listening {
  port: number;
  /** Takes no more requests, waits for those under way, and ends those that take too long. */
  close(): Promise<void>;
}

type Options = Parameters<typeof createAdaptorServer>[0];
export type Fetch = Options['fetch'];

/** Throws `invalid_input` where the port is taken or may not be had. */
export async function listen(fetch: Fetch, options: ListenOptions): Promise<Listening> {
  const { host, port, next } = options;
  for (let tried = 0; ; tried++) {
    const server = makeServer(fetch, options);
    try {
      const taken = await startOn(server, host, port === 0 ? 0 : port + tried);
      return { port: taken, close: () => closeServer(server) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && next && tried < mostTries) continue;
      throw refusalOf(error as NodeJS.ErrnoException, `${host}:${port}`);
    }
  }
}

function makeServer(fetch: Fetch, { tls, patience }: ListenOptions): Server {
  const { silence, ...limits } = { ...usualPatience, ...patience };
  const kind = tls && { createServer: createSecureServer };
  const serverOptions = { ...limits, ...(tls && { ...tls, handshakeTimeout: limits.headersTimeout }) };
  const server = createAdaptorServer({ fetch, ...kind, serverOptions } as Options) as Server;
  // Whoever does not read holds what they have asked for in memory.
  server.timeout = silence;
  return server;
}

const startOn = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

function refusalOf(error: NodeJS.ErrnoException, address: string): unknown {
  if (error.code === 'EADDRINUSE')
    return new TrackerError('invalid_input', `${address} is taken.`, 'Name another: --addr HOST:PORT; port 0 is any.');
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new TrackerError(
      'invalid_input',
      `${address} cannot be listened on (${error.code}).`,
      'Name another: --addr HOST:PORT.',
    );
  return error;
}

/** A connection that is kept alive is idle only once its last request is answered. */
const lookMs = 25;

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const looking = setInterval(() => server.closeIdleConnections(), lookMs);
    const last = setTimeout(() => server.closeAllConnections(), lastMs);
    server.close(() => {
      clearInterval(looking);
      clearTimeout(last);
      resolve();
    });
  });
}
