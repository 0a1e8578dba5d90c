import { TrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { limits } from '../domain/event/ticket.ts';
import { name } from '../domain/input/fields.ts';
import { isPlaceholder } from '../domain/input/placeholders.ts';
import { quote } from '../domain/words.ts';

/** The first that is given. */
const chosen = (given: readonly unknown[]): unknown => given.find((one) => !isPlaceholder('as', one));

/**
 * Who acts in a call that names its agent, among those that share a server: with `worker-1`, bob/claude-code is
 * bob/claude-code/worker-1, in a session of its own, and still an agent of bob's. Of `names` the first given counts. Throws `invalid_input` for what is no name.
 */
export function actingAs(author: Author, ...names: unknown[]): Author {
  const given = chosen(names);
  if (given === undefined) return author;
  const agent = readAgent(author, given);
  return { ...author, actor: `${author.actor}/${agent}`, session: `${author.session}/${agent}` };
}

function readAgent({ actor }: Author, given: unknown): string {
  const parsed = name.safeParse(given);
  if (!parsed.success) throw refusal(String(parsed.error.issues[0]?.message));
  const bare = parsed.data.replace(/^@/, '');
  // As replies call it.
  const agent = bare.startsWith(`${actor}/`) ? bare.slice(actor.length + 1) : bare;
  if (agent === '' || agent.includes('/') || /^(?:me|none)$/i.test(agent))
    throw refusal(`must be a name of the agent's own, without a slash, not ${quote(given)}`);
  const left = limits.nameCharacters - [...actor].length - 1;
  if ([...agent].length > left)
    throw refusal(`must be at most ${Math.max(0, left)} characters behind "${actor}/"; this is ${[...agent].length}`);
  return agent;
}

const refusal = (fault: string): TrackerError =>
  new TrackerError(
    'invalid_input',
    `as ${fault}.`,
    'It tells apart the agents that share a server, as:"worker-1" say; an agent that has the server for itself needs none.',
  );
