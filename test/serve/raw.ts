import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from '../support/until.ts';

export interface RawConnection {
  /** What has come in so far. */
  said(): string;
  send(text: string): void;
  isClosed(): boolean;
  /** Waits until the other side has closed it; answers what was said. */
  end(): Promise<string>;
  socket: Socket;
}

/** A connection on which anything can be sent, as no client of HTTP would. */
export async function connectRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  let said = '';
  let closed = false;
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  socket.setEncoding('latin1').on('data', (text: string) => {
    said += text;
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return {
    ...{ socket, said: () => said, isClosed: () => closed },
    send: (text) => void socket.write(text, 'latin1'),
    async end() {
      await until('the connection is closed', () => closed);
      return said;
    },
  };
}

/** The status of each answer on a connection. */
export const statusesIn = (said: string): number[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
