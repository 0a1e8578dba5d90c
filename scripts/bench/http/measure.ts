import type { Bench } from '../servers.ts';
import { type Cards, measureCards } from './measure-cards.ts';
import { type Beside, type Clients, measureBeside, measureClients } from './measure-clients.ts';
import { type DoorCost, measureDoorCost } from './measure-cost.ts';
import { measureServeProcess, type ServeProcess } from './measure-process.ts';
import { measureStreams, type Streams } from './measure-streams.ts';

/** What was measured of `tracker serve`. */
export interface Http {
  /** Tickets of the store, and of the one that cards are asked of. */
  size: number;
  cost: DoorCost[];
  clients: Clients;
  beside: Beside;
  streams: Streams;
  cards: Cards;
  process: ServeProcess;
}

/** How much is asked. */
export interface HttpSamples {
  rounds: number;
  calls: number;
  /** Of each of the clients. */
  callsEach: number;
  changes: number;
  /** Until memory is looked at for the last time. */
  memoryCalls: number;
}

export const usualSamples: HttpSamples = { rounds: 9, calls: 200, callsEach: 40, changes: 10, memoryCalls: 40_000 };
export const quickSamples: HttpSamples = { rounds: 3, calls: 60, callsEach: 6, changes: 3, memoryCalls: 2_000 };

/** `cardsSize`: of the store whose cards are asked for; half of its tickets are open. */
export async function measureHttp(
  bench: Bench,
  { size, cardsSize, samples }: { size: number; cardsSize: number; samples: HttpSamples },
): Promise<Http> {
  return {
    size,
    cost: await measureDoorCost(bench, size, samples),
    clients: await measureClients(bench, size, samples),
    beside: await measureBeside(bench, size, samples),
    streams: await measureStreams(bench, size, samples),
    cards: await measureCards(bench, cardsSize, samples),
    process: await measureServeProcess(bench, size, { rounds: samples.rounds, calls: samples.memoryCalls }),
  };
}
