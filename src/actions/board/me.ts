import * as z from 'zod/mini';
import { isEverything } from '../../domain/query/model.ts';
import { renderQuery } from '../../domain/query/render.ts';
import type { Note } from '../../domain/rules/notes.ts';
import { readScope } from '../../store/find/scope.ts';
import { type Held, listLost } from '../../store/read/mine.ts';
import { type Changed, findVisit, listChanged, noteTold } from '../../store/read/news.ts';
import type { Question } from '../../store/read/questions.ts';
import type { WaitingReview } from '../../store/read/reviews.ts';
import type { Turn } from '../../store/read/turns.ts';
import type { WorkTree } from '../../store/repository.ts';
import { defineAction, queryField } from '../action.ts';
import { readQuery } from '../query.ts';
import { readOwn } from './own.ts';

export interface MeResult {
  actor: string;
  kind: string;
  session: string;
  client: string;
  branch?: string | undefined;
  /** The clone's other work trees that have a tracker: what is written here is not there. */
  others: WorkTree[];
  query: string;
  notes: string[];
  /** Live claims of this session, and of the actor's other ones. */
  holding: Held[];
  /** What others have left to the actor. */
  turns: (Turn & { note?: Note | undefined })[];
  /** Open tickets assigned to the actor that it does not hold. */
  assigned: Pick<Held, 'key' | 'title' | 'status'>[];
  /** What others have said to the caller by name, and that is neither answered nor read. */
  questions: Question[];
  reviews: WaitingReview[];
  /** Claims that lost against an earlier one in a merge. */
  lost: Pick<Held, 'key' | 'title'>[];
  /** When the actor last asked; undefined: never before. */
  since?: number | undefined;
  changed: Changed[];
  /** How many more there are of what is shown in part. */
  left: { turns: number; assigned: number; questions: number; reviews: number; changed: number };
}

const shown = 10;

export const me = defineAction({
  tool: 'board',
  name: 'me',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: {},
  async run(tx, input): Promise<MeResult> {
    const { actor, actorKind, session, client } = tx.author;
    const query = readQuery(tx, input);
    const scope = isEverything(query) ? undefined : await readScope(tx, query);
    const visit = findVisit(tx);
    const { holding, turns, shownTurns, assigned, questions, reviews } = readOwn(tx, { scope, shown });
    const changed = visit ? listChanged(tx, visit, scope) : [];
    noteTold(tx, visit, { told: changed.slice(0, shown), all: !scope && changed.length <= shown });
    return {
      ...{ actor, kind: actorKind, session, client, since: visit?.at },
      ...{ query: renderQuery(query), notes: query.notes },
      branch: await tx.repository.branch(),
      others: tx.repository.otherWorkTrees(),
      holding,
      turns: shownTurns,
      assigned: assigned.slice(0, shown),
      questions: questions.slice(0, shown),
      reviews: reviews.slice(0, shown),
      lost: listLost(tx, scope),
      changed: changed.slice(0, shown),
      left: {
        ...{ turns: beyond(turns), assigned: beyond(assigned), questions: beyond(questions) },
        ...{ reviews: beyond(reviews), changed: beyond(changed) },
      },
    };
  },
});

const beyond = (items: readonly unknown[]): number => Math.max(0, items.length - shown);
