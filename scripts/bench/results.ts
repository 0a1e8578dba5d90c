import type { Http } from './http/measure.ts';
import type { Callers } from './measure-callers.ts';
import type { CommandCost } from './measure-commands.ts';
import type { Rebuild } from './measure-fulltext.ts';
import type { Growth } from './measure-growth.ts';
import type { Merged } from './measure-merge.ts';
import type { LongestReply } from './measure-replies.ts';
import type { Starts } from './measure-start.ts';
import type { Tokens } from './measure-tokens.ts';
import type { Throughput } from './measure-writes.ts';
import type { Share } from './profile.ts';
import type { Server } from './servers.ts';
import type { BoardNumbers } from './web/board-numbers.ts';

/** What was measured of one server. */
export interface Side {
  server: Server;
  tokens: Tokens;
  alone: Throughput;
  together: Throughput;
  growth: Growth;
}

/** All that a report is made from; the first side is this program's. */
export interface Measured {
  sizes: number[];
  /** The largest size that is written to. */
  middle: number;
  quick: boolean;
  starts: Starts;
  /** This program's, on a newer Node. */
  startsOnNewer: Starts;
  commands: CommandCost[];
  /** ms for 4 KiB written and synced. */
  disk: number;
  sides: [Side, ...Side[]];
  /** Bytes of the file at the middle size. */
  file: number;
  /** ms */
  batch: { batch: number; single: number };
  callers: Callers;
  http: Http;
  /** Undefined where there is no chromium. */
  boards: BoardNumbers[] | undefined;
  rebuild: Rebuild;
  /** At the smallest and at the middle size. */
  merges: [Merged, Merged];
  longest: LongestReply;
  profile: { start: Share[]; create: Share[] };
  minutes: number;
  /** The machine's load average before the first measurement. */
  load: number;
}
