import { signal } from '@preact/signals';
import type { TablesResult, TypeTable } from '../../actions/catalog/tables.ts';
import { request } from '../api/request.ts';

/** What the server can do, and the words by which its tracker works. */
export interface Tables extends TablesResult {
  name: string;
  version: string;
}

const empty: Tables = {
  ...{ name: '', version: '', types: [], priorities: [], link_types: [], decisions: [], qualifiers: {} },
  lease_minutes: 0,
};
export const tables = signal<Tables>(empty);

export async function loadTables(): Promise<void> {
  tables.value = (await request<Tables>('GET', '/meta/capabilities')).body;
}

export type Status = TypeTable['statuses'][number];
export type Move = Status['moves'][number];

export const findType = (name: string): TypeTable | undefined => tables.value.types.find((type) => type.name === name);

export const findStatus = (type: string, status: string): Status | undefined =>
  findType(type)?.statuses.find(({ name }) => name === status);

/** Where a ticket may go from where it is. */
export const movesOf = ({ type, status }: { type: string; status: string }): readonly Move[] =>
  findStatus(type, status)?.moves ?? [];
