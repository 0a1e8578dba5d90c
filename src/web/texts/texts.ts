import { board } from './board.ts';
import { common, signin } from './everywhere.ts';
import { keys } from './keys.ts';
import { ticket } from './ticket.ts';

/** Every text of the pages, typed: one that is missing does not compile. */
export const texts = { common, board, signin, keys, ticket } as const;
