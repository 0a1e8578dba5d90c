import type { ClaimsResult } from '../../actions/catalog/claims.ts';
import type { PeopleResult } from '../../actions/catalog/names.ts';
import type { AsJson } from '../api/json.ts';
import { request } from '../api/request.ts';

export type Claim = AsJson<ClaimsResult>['claims'][number];
export type People = PeopleResult['people'];

export interface Work {
  claims: readonly Claim[];
  people: People;
}

/** Who holds what, and who is known. */
export async function loadWork(): Promise<Work> {
  const [claims, people] = await Promise.all([
    request<AsJson<ClaimsResult>>('GET', '/claims'),
    request<PeopleResult>('GET', '/people'),
  ]);
  return { claims: claims.body.claims, people: people.body.people };
}
