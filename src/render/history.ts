import type { HistoryEntry, HistoryResult } from '../actions/ticket/history.ts';
import { clip as clipText } from '../domain/cut.ts';
import { minuteOf } from '../domain/day.ts';
import { lines } from './lines.ts';
import type { Syntax } from './syntax.ts';

export function renderHistory({ key, entries, left, cursor }: HistoryResult, syntax: Syntax): string {
  if (entries.length === 0) return key ? `${key} has no events there` : 'No events';
  return lines(
    ...entries.map(
      (entry) =>
        `${entry.event} ${minuteOf(entry.time)} ${entry.actor}${key === entry.ticket || !entry.ticket ? '' : ` ${entry.ticket}`} ${renderEvent(entry)}`,
    ),
    cursor !== undefined && `${left} more: ${syntax.field('cursor', cursor)}`,
  );
}

type Payload = Record<string, unknown>;

/** What an event did, in a few words. */
export function renderEvent({ kind, payload }: Pick<HistoryEntry, 'kind' | 'payload'>): string {
  const p = payload as Payload;
  const reason = typeof p.message === 'string' && kind !== 'submit' && kind !== 'decide' ? ` (${clip(p.message)})` : '';
  const passing = typeof p.override === 'string' ? ` (override: ${clip(p.override)})` : '';
  return `${p.redacted ? 'redacted ' : ''}${p.undo && kind !== 'undo' ? `undo of ${p.undo}: ` : ''}${clip(describe(kind, p), 220)}${reason}${passing}`;
}

function describe(kind: string, p: Payload): string {
  switch (kind) {
    case 'create':
      return `created ${p.type} "${clip(p.title)}"`;
    case 'edit':
      return 'text' in p ? 'wrote the description' : `edited the description at character ${(p.splice as Payload).at}`;
    case 'commit':
      return `commit: ${clip(p.subject)}`;
    case 'comment':
      return `commented: ${clip(p.body)}`;
    case 'link':
      return p.type
        ? `linked: ${String(p.type).replaceAll('_', ' ')} ${p.target}`
        : `linked ${p.commit ? `commit ${String(p.commit).slice(0, 10)}` : p.url}`;
    case 'unlink':
      return `removed the link ${(p.links as string[]).join(', ')}`;
    case 'submit':
      return `submitted for review: ${clip(p.message)}`;
    case 'decide':
      return `decided ${p.decision}${p.message ? `: ${clip(p.message)}` : ''}`;
    case 'retract':
      return `took back ${p.event}`;
    case 'drop':
      return `gave up for good: ${(p.events as string[]).length} of these`;
    case 'project':
      return `made project ${p.project}`;
    default:
      return `${kind === 'update' ? '' : `${kind} `}${describeChange(p)}`.trim();
  }
}

function describeChange(p: Payload): string {
  const set = (p.set ?? {}) as Payload;
  const key = p.key as { project: string; number: number } | undefined;
  const names = ['labels', 'assignees'].flatMap((field) => [
    ...((p.add as Record<string, string[]> | undefined)?.[field] ?? []).map((name) => `${field} +${name}`),
    ...Object.keys((p.remove as Record<string, object> | undefined)?.[field] ?? {}).map((name) => `${field} -${name}`),
  ]);
  return [
    ...Object.entries(set).map(([field, value]) => `${field} → ${clip(value ?? 'none')}`),
    ...(key ? [`key → ${key.project}-${key.number}`] : []),
    ...names,
  ].join(', ');
}

const clip = (value: unknown, length = 100): string => clipText(String(value), length);
