import type { EditView, EventChange } from '../actions/ticket/event-changes.ts';
import type { HistoryEntry, HistoryResult } from '../actions/ticket/history.ts';
import { clip as clipText } from '../domain/cut.ts';
import { minuteOf } from '../domain/day.ts';
import { call } from '../domain/hint.ts';
import { lines, plural } from './lines.ts';
import type { Syntax } from './syntax.ts';

export function renderHistory({ key, entries, left, cursor }: HistoryResult, syntax: Syntax): string {
  if (entries.length === 0) return key ? `${key} has no events there` : 'No events';
  const edit = entries.find(({ kind, change }) => kind === 'edit' && change?.edit);
  return lines(
    ...entries.map((entry) =>
      lines(
        `${entry.event} ${minuteOf(entry.time)} ${entry.actor}${key === entry.ticket || !entry.ticket ? '' : ` ${entry.ticket}`} ${renderEvent(entry)}`,
        ...renderLines(entry.change?.edit),
      ),
    ),
    key !== undefined &&
      edit &&
      !edit.change?.edit?.written.lines &&
      `The lines of an edit: ${syntax.call(call('ticket', { action: 'history', event: edit.event }))}`,
    cursor !== undefined && `${left} more: ${syntax.field('cursor', cursor)}`,
  );
}

/** What stood there, and what stands there now. */
const renderLines = (edit: EditView | undefined): string[] =>
  edit
    ? (['removed', 'written'] as const).flatMap((which) => {
        const { first, last, lines: shown } = edit[which];
        const left = last - first + 1 - (shown?.length ?? 0);
        const sign = which === 'removed' ? '-' : '+';
        const rows = (shown ?? []).map((line, at) => `${sign}${first + at} ${line}`);
        return shown && left > 0 ? [...rows, `${sign}… to ${last}`] : rows;
      })
    : [];

type Payload = Record<string, unknown>;

/** What an event did, in a few words. */
export function renderEvent({ kind, payload, change }: Pick<HistoryEntry, 'kind' | 'payload' | 'change'>): string {
  const p = payload as Payload;
  const reason = typeof p.message === 'string' && kind !== 'submit' && kind !== 'decide' ? ` (${clip(p.message)})` : '';
  const passing = typeof p.override === 'string' ? ` (override: ${clip(p.override)})` : '';
  const undoing = p.undo && kind !== 'retract' ? `undo of ${p.undo}: ` : '';
  return `${p.redacted ? 'redacted ' : ''}${undoing}${clip(describe(kind, p, p.redacted ? undefined : change), 220)}${reason}${passing}`;
}

function describe(kind: string, p: Payload, change: EventChange | undefined): string {
  switch (kind) {
    case 'create':
      return `created ${p.type} "${clip(p.title)}"`;
    case 'edit':
      return change?.edit ? describeEdit(change.edit) : `${'text' in p ? 'wrote' : 'edited'} the description`;
    case 'commit':
      return `commit: ${clip(p.subject)}`;
    case 'comment':
      return `commented: ${clip(p.body)}`;
    case 'link':
      return `linked${p.type ? ':' : ''} ${describeLink(p)}`;
    case 'unlink':
      return `removed the link ${change?.removed?.map(({ payload }) => describeLink(payload as Payload)).join(', ') ?? (p.links as string[]).join(', ')}`;
    case 'submit':
      return `submitted for review: ${clip(p.message)}`;
    case 'decide':
      return `decided ${p.decision}${p.message ? `: ${clip(p.message)}` : ''}`;
    case 'retract':
      return `took back ${p.event}${describeRetracted(change)}`;
    case 'rank':
      return describeRank(p);
    case 'drop':
      return `gave up for good: ${(p.events as string[]).length} of these`;
    case 'project':
      return `made project ${p.project}`;
    default:
      return `${/^(?:update|undo|archive)$/.test(kind) ? '' : `${kind} `}${describeChange(p, change?.from ?? {})}`.trim();
  }
}

export const describeLink = (p: Payload): string =>
  p.target
    ? `${String(p.type).replaceAll('_', ' ')} ${p.target}`
    : p.commit
      ? `commit ${String(p.commit).slice(0, 10)}`
      : String(p.url);

function describeRank({ rank, after, before }: Payload): string {
  if (rank === null) return 'has no place of its own on the board';
  const beside = [after && `after ${after}`, before && `before ${before}`].filter(Boolean).join(', ');
  return beside ? `put ${beside} on the board` : 'given a place on the board';
}

function describeRetracted(change: EventChange | undefined): string {
  const [gone] = change?.removed ?? [];
  return gone ? `, which ${describe(gone.kind, gone.payload as Payload, undefined)}` : '';
}

/** The box or the lines, of the new text where there are some, and the heading under which they stand. */
export function describeEdit({ boxes, section, removed, written, whole }: EditView): string {
  const under = section === undefined ? '' : ` in ${clip(section, 60)}`;
  if (whole === 'written') return `wrote the description, ${plural(written.last, 'line')}`;
  if (whole === 'emptied') return `emptied the description, ${plural(removed.last, 'line')}`;
  if (boxes) {
    const named = boxes
      .slice(0, 3)
      .map(({ text, checked }) => `${checked ? 'checked' : 'unchecked'} "${clip(text, 60)}"`);
    const more = boxes.length - named.length;
    return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${under}, ${rangeOf(written)}`;
  }
  if (written.last < written.first) return `deleted ${rangeOf(removed)}${under}`;
  if (removed.last < removed.first) return `added ${rangeOf(written)}${under}`;
  const now =
    removed.last === written.last
      ? ''
      : ` → ${written.first === written.last ? '' : `${written.first}-`}${written.last}`;
  return `edited ${rangeOf(removed)}${now}${under}`;
}

/** `line 8`, `lines 8-10`. */
export const rangeOf = ({ first, last }: { first: number; last: number }): string =>
  first === last ? `line ${first}` : `lines ${first}-${last}`;

function describeChange(p: Payload, from: Payload): string {
  const set = (p.set ?? {}) as Payload;
  const key = p.key as { project: string; number: number } | undefined;
  const names = ['labels', 'assignees'].flatMap((field) => [
    ...((p.add as Record<string, string[]> | undefined)?.[field] ?? []).map((name) => `${field} +${name}`),
    ...Object.keys((p.remove as Record<string, object> | undefined)?.[field] ?? {}).map((name) => `${field} -${name}`),
  ]);
  return [
    ...Object.entries(set).map(([field, value]) => describeField(field, value, from)),
    ...(key ? [`key ${keyBefore(from)}→ ${key.project}-${key.number}`] : []),
    ...names,
  ].join(', ');
}

function describeField(field: string, value: unknown, from: Payload): string {
  const quoted = (one: unknown) => (field === 'title' && one !== null ? `"${clip(one)}"` : clip(one ?? 'none'));
  if (field === 'archived') return value ? 'archived' : 'unarchived';
  const before = Object.hasOwn(from, field) ? `${quoted(from[field])} ` : '';
  return `${field} ${before}→ ${quoted(value)}`;
}

function keyBefore({ key }: Payload): string {
  const before = key as { project: string; number: number } | undefined;
  return before ? `${before.project}-${before.number} ` : '';
}

const clip = (value: unknown, length = 100): string => clipText(String(value), length);
