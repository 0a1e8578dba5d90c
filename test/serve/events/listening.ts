import { type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { until } from '../../support/until.ts';

export interface Heard {
  event: string;
  id?: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what an event says is what its test expects.
  data: any;
}

export interface Listening {
  status: number;
  heard: Heard[];
  isEnded(): boolean;
  /** Waits until one that answers to this was heard, and gives it. */
  hear(event: string, matches?: (one: Heard) => boolean): Promise<Heard>;
  leave(): void;
}

/** Listens as a browser's EventSource does, with a token. */
export async function listen(
  url: string,
  { token, path = '/api/v1/events', headers = {} }: { token: string; path?: string; headers?: Record<string, string> },
): Promise<Listening> {
  const heard: Heard[] = [];
  let ended = false;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      { headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream', ...headers }, agent: false },
      resolve,
    );
    onTestFinished(() => void sent.destroy());
    sent.on('error', reject);
    sent.end();
  });
  let rest = '';
  const finish = () => {
    ended = true;
  };
  answer.setEncoding('utf8').on('error', finish).on('close', finish);
  answer.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) heard.push(...read(block));
  });
  return {
    status: answer.statusCode ?? 0,
    heard,
    isEnded: () => ended,
    async hear(event, matches = () => true) {
      const find = () => heard.find((one) => one.event === event && matches(one));
      await until(`${event} was heard; heard were ${JSON.stringify(heard)}`, () => find() !== undefined);
      return find()!;
    },
    leave: () => void answer.destroy(),
  };
}

function read(block: string): Heard[] {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const event = fields.get('event');
  return event === undefined ? [] : [{ event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? 'null') }];
}
