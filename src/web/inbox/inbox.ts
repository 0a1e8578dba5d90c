import type { WaitingResult } from '../../actions/alignment/list.ts';
import type { MeResult } from '../../actions/board/me.ts';
import type { AsJson } from '../api/json.ts';
import { request } from '../api/request.ts';

export type Me = AsJson<MeResult>;
type Waiting = AsJson<WaitingResult>;
export type WaitingReview = Waiting['reviews'][number];

/** All that waits for whoever is signed in. */
export interface Inbox {
  me: Me;
  reviews: WaitingReview[];
  changed: Me['changed'];
}

/** What others did is told once for each session: on this page it stays until the page is loaded anew. */
const told = new Map<string, Me['changed'][number]>();

export async function loadInbox(): Promise<Inbox> {
  const [{ body: me }, reviews] = await Promise.all([request<Me>('GET', '/board/me'), loadReviews()]);
  for (const change of me.changed) {
    const before = told.get(change.key);
    told.delete(change.key);
    told.set(change.key, {
      ...change,
      events: change.events + (before?.events ?? 0),
      actors: [...new Set([...(before?.actors ?? []), ...change.actors])],
    });
  }
  return { me, reviews, changed: [...told.values()].reverse() };
}

/** Page after page: a person who decides wants all of them. */
async function loadReviews(): Promise<WaitingReview[]> {
  let all: WaitingReview[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await request<Waiting>('GET', '/reviews', { query: { limit: '100', cursor } });
    all = [...all, ...body.reviews];
    cursor = body.cursor;
  } while (cursor !== undefined && all.length < most);
  return all;
}

const most = 500;
