export type Op = '=' | '>' | '>=' | '<' | '<=' | '..';

/** A comparison. `..` is from `value` to `to`, both included, where `*` is open. */
export interface Range {
  op: Op;
  value: string;
  to?: string;
}

export const rangeFields = ['priority', 'points', 'created', 'updated', 'due'] as const;
export const nameFields = [
  'type',
  'status',
  'label',
  'assignee',
  'author',
  'project',
  'parent',
  'key',
  'mentions',
] as const;
export const states = [
  'open',
  'closed',
  'ready',
  'blocked',
  'claimed',
  'archived',
  'overdue',
  'any',
  // The columns of people's boards, over all types.
  'todo',
  'doing',
  'review',
  'done',
] as const;
/** What a ticket may be without: `no:` and `has:`. */
export const parts = [
  'assignee',
  'label',
  'due',
  'points',
  'parent',
  'description',
  'comment',
  'link',
  'review',
  'conflict',
] as const;
export const sorts = ['updated', 'created', 'priority', 'due', 'points', 'relevance'] as const;
export const viewNames = ['lines', 'at', 'history', 'graph'] as const;

export type State = (typeof states)[number];
export type Part = (typeof parts)[number];
export type SortBy = (typeof sorts)[number];

/** Priority descending is the most urgent first. */
export const usualDirection = {
  updated: 'desc',
  created: 'desc',
  priority: 'desc',
  due: 'asc',
  points: 'desc',
  relevance: 'desc',
} as const satisfies Record<SortBy, 'asc' | 'desc'>;

/**
 * One condition; of its values any one is enough. `assignee`, `author` and `mentions` may hold "me", `assignee` and `parent` "none".
 * `nothing` is a qualifier that could not be understood: it matches no ticket, so that a slip never widens a result.
 */
export type Filter = { not: boolean } & (
  | { field: (typeof nameFields)[number]; values: string[] }
  | { field: (typeof rangeFields)[number]; ranges: Range[] }
  | { field: 'is'; values: State[] }
  | { field: 'no' | 'has'; values: Part[] }
  | { field: 'nothing'; text: string }
);

/** A word is found whole and as the beginning of a word, a phrase only as it is. */
export interface Term {
  text: string;
  kind: 'word' | 'phrase' | 'prefix';
  not: boolean;
}

/** All terms, all filters and all groups must hold. */
export interface Conditions {
  terms: Term[];
  filters: Filter[];
  groups?: Group[];
}

/** What stands in brackets or beside `OR`: of its conditions any one is enough. */
export interface Group {
  not: boolean;
  any: Conditions[];
}

/** How a text was read. */
export interface Query extends Conditions {
  sort?: { by: SortBy; direction: 'asc' | 'desc' };
  /** Parts of a whole ticket, as given: `lines:8-20`. */
  views: Partial<Record<(typeof viewNames)[number], string>>;
  /** What was read otherwise than its author may have meant: a sentence each. */
  notes: string[];
}

export const isEverything = ({ terms, filters, groups = [] }: Conditions): boolean =>
  terms.length + filters.length + groups.length === 0;

/** The words to be found, wherever they stand, without those to be left out. */
export const wantedTerms = ({ terms, groups = [] }: Conditions): Term[] => [
  ...terms.filter((term) => !term.not),
  ...groups.flatMap(({ not, any }) => (not ? [] : any.flatMap(wantedTerms))),
];

/** The filters that a ticket may have to meet, without what is in groups that it must not meet. */
export const wantedFilters = ({ filters, groups = [] }: Conditions): Filter[] => [
  ...filters,
  ...groups.flatMap(({ not, any }) => (not ? [] : any.flatMap(wantedFilters))),
];

export const emptyQuery = (): Query => ({ terms: [], filters: [], views: {}, notes: [] });
