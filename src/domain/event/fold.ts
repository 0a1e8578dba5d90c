import { arrange, type Causality, type Setting } from './causality.ts';
import { type ChangePayload, isChange, makesRevision, type TrackerEvent } from './event.ts';
import { foldDescription } from './fold-description.ts';
import { foldDiscussion } from './fold-discussion.ts';
import { foldSets } from './fold-sets.ts';
import { keyOf } from './key.ts';
import { idempotencyOf } from './payload-shapes.ts';
import { settle, settleArchived, settleClaim, settleRank, settleStatus, winnerOf } from './settle.ts';
import type { Conflict, TicketState } from './state.ts';
import { type Scalar, type Scalars, scalars } from './ticket.ts';

type Settings = { [K in Scalar]: Setting<Scalars[K]>[] } & {
  key: Setting<{ project: string; number: number }>[];
  claim: Setting<ChangePayload['claim']>[];
};

/**
 * A ticket from its events: a function of the set of events alone. Later by causality overrides; among concurrent values
 * the later by (time, id) wins and a different loser becomes a conflict. Undefined where the set holds no create.
 */
export function foldTicket(events: readonly TrackerEvent[]): TicketState | undefined {
  const causality = arrange(events);
  const { order, heads } = causality;
  const created = order.find((event) => event.kind === 'create');
  if (created === undefined || created.ticket === null) return undefined;
  const settings = gather(order);
  const conflicts: Conflict[] = [];
  const values = settleScalars(settings, causality, conflicts);
  const key = settle('key', settings.key, causality, conflicts)?.value ?? created.payload;
  const claim = settleClaim(settings.claim, causality, conflicts);
  return {
    ...values,
    id: created.ticket,
    project: key.project,
    number: key.number,
    formerKeys: settings.key.map((one) => one.value).filter((former) => keyOf(former) !== keyOf(key)),
    parentEvent: latestEvent(settings.parent, causality),
    sets: foldSets(order, claim.lost),
    ...foldDescription(causality, conflicts),
    claim: claim.holder,
    ...foldDiscussion(causality, conflicts),
    created,
    rank: settleRank(causality)?.rank ?? null,
    updated: order.reduce((a, b) => (a.kind === 'rank' || (b.kind !== 'rank' && b.time >= a.time) ? b : a)),
    revision: order.filter(makesRevision).length,
    heads,
    keyed: order.flatMap((event) => {
      const made = idempotencyOf(event);
      return made ? [{ event: event.id, key: made.key, hash: made.hash }] : [];
    }),
    conflicts,
  };
}

function gather(order: readonly TrackerEvent[]): Settings {
  const settings = { key: [], claim: [] } as unknown as Settings;
  for (const field of scalars) settings[field] = [];
  const set = (at: number, values: Partial<Scalars>) => {
    for (const field of scalars) {
      const value = values[field];
      if (value !== undefined) (settings[field] as Setting<unknown>[]).push({ at, value });
    }
  };
  order.forEach((event, at) => {
    if (event.kind === 'create') {
      const { project, number } = event.payload;
      set(at, event.payload);
      settings.key.push({ at, value: { project, number } });
    } else if (isChange(event)) {
      set(at, event.payload.set ?? {});
      if (event.payload.key) settings.key.push({ at, value: event.payload.key });
      if (event.payload.claim !== undefined) settings.claim.push({ at, value: event.payload.claim });
    }
  });
  return settings;
}

function settleScalars(settings: Settings, causality: Causality, conflicts: Conflict[]): Scalars {
  const values: Record<string, unknown> = {};
  for (const field of scalars)
    if (field === 'archived') values.archived = settleArchived(settings.archived, causality, conflicts);
    else if (field === 'status') values.status = settleStatus(settings, causality, conflicts)?.value ?? null;
    else values[field] = settle<unknown>(field, settings[field], causality, conflicts)?.value ?? null;
  return values as unknown as Scalars;
}

function latestEvent<T>(settings: Setting<T>[], causality: Causality): TrackerEvent | undefined {
  const winner = winnerOf(settings, causality);
  return winner && causality.order[winner.at];
}
