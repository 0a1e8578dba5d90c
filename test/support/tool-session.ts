import { afterAll, beforeAll, expect } from 'vitest';
import { connectClient, type StartOptions, startClient, type TestClient } from './client.ts';
import { makeRepository, type TestRepository } from './workspace.ts';

export type Args = Record<string, unknown>;

/** Calls that say beforehand whether they are to be answered or refused. */
export interface ToolCalls {
  /** The answer's text; fails on a refusal. */
  ask(tool: string, args: Args): Promise<string>;
  /** `ask` of the ticket tool. */
  ticket(args: Args): Promise<string>;
  /** The refusal's text; fails on an answer, and where the code is another. */
  refused(code: string, args: Args, tool?: string): Promise<string>;
  /** Creates a ticket; a text is its title. Returns the key. */
  create(fields?: Args | string): Promise<string>;
  /** Creates as many tickets as there are items, in one call. */
  createAll(items: readonly Args[]): Promise<string[]>;
  /** The ticket as `get` shows it, by line: the line of fields, the line of relations and what else, without the times. */
  get(id: string): Promise<string[]>;
}

export interface ToolSession extends ToolCalls {
  client: TestClient;
}

export interface TicketTracker extends ToolSession {
  repository: TestRepository;
  /** Another process on the same repository, until the test ends. */
  connect(options?: Partial<StartOptions>): Promise<ToolSession>;
}

const keyPattern = /[A-Z][A-Z0-9]*-\d{6}/g;
export const keysIn = (text: string): string[] => text.match(keyPattern) ?? [];

export const toolSession = (client: TestClient): ToolSession => ({ client, ...toolCalls(client.call) });

export function toolCalls(call: TestClient['call']): ToolCalls {
  const ask = async (tool: string, args: Args) => {
    const { text, isError } = await call(tool, args);
    if (isError) expect.fail(`${tool} ${JSON.stringify(args).slice(0, 300)} was refused: ${text}`);
    return text;
  };
  const ticket = (args: Args) => ask('ticket', args);
  return {
    ask,
    ticket,
    async refused(code, args, tool = 'ticket') {
      const { text, isError } = await call(tool, args);
      expect({ call: args, text: text.split(':')[0], isError }).toEqual({
        call: args,
        text: `error ${code}`,
        isError: true,
      });
      return text;
    },
    async create(fields = 'A ticket') {
      const text = await ticket({ action: 'create', ...(typeof fields === 'string' ? { title: fields } : fields) });
      return keysIn(text)[0]!;
    },
    // The first line has them all; a parent or blocker is named once more below.
    createAll: async (items) => keysIn(await ticket({ action: 'create', items })).slice(0, items.length),
    get: async (id) =>
      (await ticket({ action: 'get', id })).split('\n').filter((line) => !/^created \d{4}-\d\d-\d\d by /.test(line)),
  };
}

/** One repository and one server for the tests of a file; what `more` makes of the repository is there at the start. */
export function useTracker(
  options: Partial<StartOptions> = {},
  more?: (repository: TestRepository) => void,
): TicketTracker {
  const tracker = {} as TicketTracker;
  beforeAll(async () => {
    const repository = makeRepository({ name: 'payments' });
    more?.(repository);
    const client = await connectClient({ cwd: repository.root, ...options });
    Object.assign(tracker, toolSession(client), {
      repository,
      connect: async (other: Partial<StartOptions> = {}) =>
        toolSession(await startClient({ cwd: repository.root, ...other })),
    });
  });
  afterAll(() => tracker.client?.close());
  return tracker;
}
