import type { HistoryEntry, HistoryResult } from '../../actions/ticket/history.ts';
import type { AsJson } from '../api/json.ts';
import { pages } from '../texts/pages.ts';

const { history } = pages;

export type Entry = AsJson<HistoryEntry>;
export type HistoryPage = AsJson<HistoryResult>;

/** What an event did: a word for it, and what it changed, each in a few words. */
export interface Described {
  verb: string;
  changes: readonly string[];
  /** What was said with it. */
  said?: string | undefined;
}

interface Payload {
  title?: string;
  body?: string;
  message?: string;
  decision?: string;
  type?: string;
  target?: string;
  url?: string;
  commit?: string;
  set?: Readonly<Record<string, unknown>>;
  key?: { project: string; number: number };
  add?: Readonly<Record<string, readonly string[]>>;
  remove?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  evidence?: readonly { value: string }[];
}

export function describe({ kind, payload, change }: Entry): Described {
  const given = (payload ?? {}) as Payload;
  const isRestored = kind === 'archive' && given.set?.archived === false;
  const verb = isRestored ? history.restored : (history.kinds[kind] ?? kind);
  const changes = [
    ...(kind === 'undo' ? archived(given) : []),
    ...named(kind, given),
    ...fields(given, change?.from ?? {}),
    ...names(given),
    ...edited(change?.edit),
  ];
  for (const { kind: what, payload: removed } of change?.removed ?? [])
    changes.push([what, ...named(what, removed as Payload)].join(' '));
  return { verb, changes, said: given.body ?? given.message };
}

/** Of an undo, which has no word of its own for it. */
const archived = ({ set }: Payload): string[] => {
  if (typeof set?.archived !== 'boolean') return [];
  return [set.archived ? (history.kinds.archive ?? '') : history.restored];
};

/** What is about something by name. */
function named(kind: string, { title, type, target, url, commit, decision, evidence }: Payload): string[] {
  if (kind === 'create') return title === undefined ? [] : [title];
  if (kind === 'decide') return decision === undefined ? [] : [decision.replaceAll('_', ' ')];
  if (kind === 'submit') return (evidence ?? []).map(({ value }) => value);
  if (kind !== 'link') return [];
  return [[type?.replaceAll('_', ' '), target ?? url ?? commit?.slice(0, 7)].filter(Boolean).join(' ')];
}

/** `status: todo → in progress` */
function fields({ set = {}, key }: Payload, from: Readonly<Record<string, unknown>>): string[] {
  const told = Object.entries(set)
    .filter(([name]) => name !== 'archived')
    .map(([name, value]) => `${name}: ${print(from[name])} → ${print(value)}`);
  return key ? [...told, `${key.project}-${key.number}`] : told;
}

const longest = 80;

function print(value: unknown): string {
  if (value === null || value === undefined || value === '') return history.none;
  const text = String(value).replaceAll('_', ' ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const names = ({ add = {}, remove = {} }: Payload): string[] => [
  ...Object.values(add).flatMap((some) => some.map((name) => `+${name}`)),
  ...Object.values(remove).flatMap((some) => Object.keys(some).map((name) => `−${name}`)),
];

function edited(edit: NonNullable<Entry['change']>['edit']): string[] {
  if (!edit) return [];
  const { section, boxes, removed, written } = edit;
  if (boxes && boxes.length > 0)
    return boxes.map(({ text, checked }) => `${checked ? history.boxes.on : history.boxes.off}: ${print(text)}`);
  const lines = history.lines(linesOf(removed), linesOf(written));
  return [section ? `${section.replace(/^#+ */, '')}: ${lines}` : lines];
}

const linesOf = ({ first, last }: { first: number; last: number }): number => Math.max(0, last - first + 1);

/** What nothing takes back, or nothing has to. */
export const isUndoable = ({ kind, ticket }: Entry): boolean =>
  ticket !== undefined && !['project', 'drop', 'commit', 'rank'].includes(kind);
