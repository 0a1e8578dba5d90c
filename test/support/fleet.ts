import { startClient, type TestClient } from './client.ts';

/** A call whose answer arrived, that is, a write that is promised to be on disk. */
export interface Acknowledged {
  tool: string;
  args: Record<string, unknown>;
  text: string;
  session: string;
}

/** Who has waited as long as a writer waits is told to call again, which it does: how many were let before it is what counts. */
const busy = /^error busy: Another process has been writing/;

/** Refusals that belong to ordinary life among several writers. */
const ordinary = /^error (already_assigned|not_found|blocked|invalid_status|conflict|permission_denied)\b/;

export interface Member {
  session: string;
  client: TestClient;
  /** The reply, or undefined where the process died before it came. What is no ordinary refusal is kept in `faults`. */
  call(tool: string, args: Record<string, unknown>): Promise<string | undefined>;
  kill(): void;
}

/** Server processes on one repository, each with an actor and session of its own, and what they were answered. */
export function makeFleet(cwd: string) {
  const acknowledged: Acknowledged[] = [];
  const faults: string[] = [];
  let started = 0;
  let kills = 0;
  let answered = 0;
  let mostBefore = 0;
  return {
    acknowledged,
    faults,
    kills: () => kills,
    /** The most calls of others that were answered while one waited for its answer. */
    mostBefore: () => mostBefore,
    async start(): Promise<Member> {
      const session = `session-${started++}`;
      const client = await startClient({
        cwd,
        env: { TRACKER_ACTOR: `actor-${session}`, CLAUDE_CODE_SESSION_ID: session },
        name: 'claude-code',
      });
      let dead = false;
      return {
        session,
        client,
        async call(tool, args) {
          const before = answered;
          try {
            let reply = await client.call(tool, args);
            while (busy.test(reply.text)) reply = await client.call(tool, args);
            const { text, isError } = reply;
            mostBefore = Math.max(mostBefore, answered++ - before);
            if (!isError) acknowledged.push({ tool, args, text, session });
            else if (!ordinary.test(text)) faults.push(text);
            return isError ? undefined : text;
          } catch (error) {
            if (!dead) faults.push(`${session}: ${(error as Error).message} ${client.stderr()}`);
            return undefined;
          }
        },
        kill() {
          dead = true;
          kills++;
          process.kill(client.pid, 'SIGKILL');
        },
      };
    },
  };
}

export type Fleet = ReturnType<typeof makeFleet>;

export const keyIn = (text: string | undefined): string | undefined => /\b[A-Z]+-\d{6}\b/.exec(text ?? '')?.[0];
