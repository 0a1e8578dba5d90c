import { droppedBy } from '../domain/event/merge.ts';
import { isRedacted } from '../domain/event/redact.ts';
import { eventsOf, type OpenDraft, openDraft } from '../store/apply/draft.ts';
import type { Db } from '../store/schema/connect.ts';
import { readPosition } from '../store/schema/position.ts';
import { stateOf } from '../store/schema/state.ts';
import { blameFile } from './file/blame.ts';
import type { Carrier } from './file/carrier.ts';
import { openStore } from './file/committed-file.ts';
import { findHead } from './file/head.ts';
import type { Location } from './file/location.ts';
import { openRescueLog, type RescueLog } from './file/rescue-log.ts';
import type { Sync } from './file/write-whole.ts';
import { watchFile } from './file-watch.ts';
import type { Home } from './home.ts';

/** The file that git carries as a tracker's home. */
export interface FileHome extends Home {
  /** The folder that holds `.tracker`. */
  readonly root: string;
  readonly location: Location;
  /** `.tracker/data.db`. */
  readonly path: string;
  /** The git that carries it. */
  readonly repository: Carrier;
  /** What this work tree's servers have acknowledged lately. */
  readonly rescueLog: RescueLog;
}

/** Opens nothing and creates nothing before the first call needs it. */
export function openFileHome(
  location: Location,
  repository: Carrier,
  options: { sync?: Sync | undefined } = {},
): FileHome {
  const store = openStore(location, repository, options);
  const rescueLog = openRescueLog(location);
  const watching = watchFile(store.path, () => store.read(async (db) => readPosition(db)));
  return {
    ...{ root: location.root, location, path: store.path, repository, rescueLog },
    read: (work) => store.read((db) => work(stateOf(db))),
    async write(work, { dryRun = false } = {}) {
      let draft: OpenDraft | undefined;
      let head: string | undefined;
      const run = async (db: Db, isFolded: boolean) => {
        draft = openDraft(db, { isFolded });
        head = location.gitDir && findHead(location.gitDir);
        const value = await work(draft.draft);
        return { value, changed: draft.steps.length > 0 };
      };
      const value = await (dryRun ? store.rehearse(run) : store.write(run));
      if (draft && !dryRun) {
        acknowledge(rescueLog, draft, head);
        watching.look();
      }
      return value;
    },
    watch: watching.watch,
    takeNote: store.takeNote,
    blame: (error) => blameFile(store.path, error),
    async close() {
      watching.close();
      store.close();
    },
  };
}

/** Keeps what is on disk now, and that git does not have, where no git command reaches it. */
function acknowledge(rescueLog: RescueLog, { steps }: OpenDraft, head: string | undefined): void {
  // What a merge or a heal brings is where it came from. Who gives that merge up is told of no loss.
  const own = steps.filter((step) => !('unite' in step) || step.origin === 'here');
  const events = own.flatMap(eventsOf);
  const masked = events.filter(({ payload }) => isRedacted(payload));
  const typed = events.filter(({ payload }) => !isRedacted(payload));
  const givenUp = [...droppedBy(typed)];
  const at = Date.now();
  // Whoever has blanked a secret must hear of a copy that is left.
  if (masked.length > 0) rescueLog.blank({ at, head, events: masked });
  // The write is on disk, so it is no refusal where the log of it cannot be written.
  try {
    if (typed.length > 0) rescueLog.append({ at, head, events: typed });
    if (givenUp.length > 0) rescueLog.mark('kept', givenUp);
  } catch {
    // It is for what git may do to it before it is committed.
  }
}
