import { firstKey, type Place } from './place.ts';
import { plants } from './plants.ts';

export interface Recovered {
  planted: number;
  seen: number;
  /** The ways whose fact was not seen. */
  unseen: string[];
  calls: number;
  tokens: number;
  /** The two replies. */
  read: string;
}

/** Facts of 8 to 14 tokens, as agents find them. */
const facts = [
  'the schema is frozen since version 14',
  'we keep soft deletes for 90 days',
  'superseded, its index must not be dropped',
  'the column is client_uid, not client_id',
  'staging has no rows before March',
  'backfill runs in chunks of 500',
  'raised as support has three complaints',
  'waits for the key of the billing vault',
  'the key is in vault path billing/uid',
  'Add client_uid behind the flag uid_v2',
  'tests pass but the replica lags',
  'rename the flag before it ships',
  'left: run the backfill on eu-west first',
];

/** One agent writes down a fact in every way there is; how many of them the next one reads in `board me` and `claim`. */
export async function recover(place: Place): Promise<Recovered> {
  const worker = await place.enter('anna/codex');
  const reviewer = await place.enter('rita');
  const key = firstKey(await worker.ask('ticket', { action: 'create', title: 'Move clients to the new key' }));
  const planted = Object.entries(plants).map(([way, plant], at) => ({ way, plant, fact: facts[at] ?? way }));
  for (const { plant, fact } of planted) await plant({ place, worker, reviewer, key }, fact);
  await worker.leave();
  await reviewer.leave();
  const next = await place.enter('bob/claude-code');
  const read = [await next.ask('board', { action: 'me' }), await next.ask('ticket', { action: 'claim' })].join('\n');
  await next.leave();
  const unseen = planted.filter(({ fact }) => !read.includes(fact)).map(({ way }) => way);
  return { planted: planted.length, seen: planted.length - unseen.length, unseen, read, ...next.spent };
}
