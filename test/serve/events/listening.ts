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
  /** Waits until the server has ended it. */
  end(): Promise<void>;
  leave(): void;
}

/** Listens as a browser does, by a token or by what the headers say. */
export async function listen(
  url: string,
  { token, path = '/api/v1/events', headers = {} }: { token?: string; path?: string; headers?: Record<string, string> },
): Promise<Listening> {
  const heard: Heard[] = [];
  let ended = false;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      new URL(path, url),
      {
        headers: { ...(token && { Authorization: `Bearer ${token}` }), Accept: 'text/event-stream', ...headers },
        agent: false,
      },
      resolve,
    );
    onTestFinished(() => void sent.destroy());
    sent.on('error', reject);
    sent.end();
  });
  const takeAll = async () => {
    for await (const one of readEvents(answer)) heard.push(one);
  };
  void takeAll()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
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
    end: async () => void (await until('the stream has ended', () => ended)),
    leave: () => void answer.destroy(),
  };
}

/** What a stream says, as it comes in. Throws where it breaks off. */
export async function* readEvents(answer: IncomingMessage): AsyncGenerator<Heard> {
  let rest = '';
  for await (const text of answer.setEncoding('utf8')) {
    const blocks = (rest + String(text)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield* read(block);
  }
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
