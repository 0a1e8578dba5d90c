import type { Id } from '../../domain/event/event.ts';
import { personNamed } from '../../domain/rules/persons.ts';
import { withVersions } from '../../home/file/version-file.ts';
import type { FileHome } from '../../home/file-home.ts';
import { listEvents, listEventsAfter, listIds, type StoredEvent } from '../../store/read/events.ts';
import { isPast, type Position, readPosition } from '../../store/schema/position.ts';
import type { State } from '../../store/schema/state.ts';
import { findBlobs } from '../ask/past.ts';

/** What the work tree's tracker has and HEAD has not. */
export interface Uncommitted {
  events: number;
  /** When the first of them was written, in milliseconds since 1970; null: there is none. */
  since: number | null;
  /** The people whose events these are, or whose agents': as many as a look at some of them shows. */
  people: readonly string[];
}

const none: Uncommitted = { events: 0, since: null, people: [] };
/** Events that are looked at for whose they are. */
const looked = 500;

interface Head {
  blob: string;
  position: Position;
}

/**
 * Counts what no commit of HEAD has, whenever it is asked. HEAD's version is opened once for each commit that changes it;
 * git is asked at each call. Throws `database` where it cannot be, or where HEAD's version is none.
 */
export function uncommittedOf(home: FileHome): () => Promise<Uncommitted> {
  let head: Head | undefined;
  let known: { of: string; found: Uncommitted } | undefined;
  return async () => {
    const [blob] = await findBlobs(home.root, ['HEAD']);
    if (blob === undefined) return home.read(async (state) => describe(eventsAfter(state, 0), state.position.event));
    if (head?.blob !== blob) head = { blob, position: await positionOf(home, blob) };
    const { position } = head;
    const of = await home.read(async (state) => `${blob} ${JSON.stringify(state.position)}`);
    if (known?.of === of) return known.found;
    const found = (await home.read(async (state) => countAfter(state, position))) ?? (await countOthers(home, blob));
    known = { of, found };
    return found;
  };
}

const positionOf = ({ repository }: FileHome, blob: string): Promise<Position> =>
  withVersions(repository.storeVersion, [blob], async ([version]) =>
    version ? readPosition(version.db) : { lineage: '', event: 0, id: '' },
  );

/** Undefined: the file has not gone on from there, as after a merge. */
const countAfter = (state: State, position: Position): Uncommitted | undefined =>
  isPast(state.db, position)
    ? describe(eventsAfter(state, position.event), state.position.event - position.event)
    : undefined;

const eventsAfter = ({ db }: State, event: number): StoredEvent[] => listEventsAfter(db, event, looked);

/** Id by id. */
const countOthers = (home: FileHome, blob: string): Promise<Uncommitted> =>
  withVersions(home.repository.storeVersion, [blob], async ([version]) => {
    const committed = version ? listIds(version.db) : new Set<Id>();
    return home.read(async ({ db }) => {
      const ids = [...listIds(db)].filter((id) => !committed.has(id));
      return describe(listEvents(db, ids.slice(0, looked)), ids.length);
    });
  });

function describe(events: readonly StoredEvent[], count: number): Uncommitted {
  if (count <= 0) return none;
  const times = events.map(({ time }) => time);
  return {
    events: count,
    since: times.length > 0 ? times.reduce((first, time) => Math.min(first, time)) : null,
    people: [...new Set(events.map(({ actor }) => personNamed(actor)))].sort(),
  };
}
