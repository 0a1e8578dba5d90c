import type { Action } from './action.ts';
import { decide } from './alignment/decide.ts';
import { get as getReview } from './alignment/get.ts';
import { list as listReviews } from './alignment/list.ts';
import { submit } from './alignment/submit.ts';
import { kanban } from './board/kanban.ts';
import { me } from './board/me.ts';
import { ready } from './board/ready.ts';
import { stats } from './board/stats.ts';
import { summary } from './board/summary.ts';
import { add } from './link/add.ts';
import { graph } from './link/graph.ts';
import { list as listLinks } from './link/list.ts';
import { remove } from './link/remove.ts';
import { search } from './search/search.ts';
import { archive, unarchive } from './ticket/archive.ts';
import { claim } from './ticket/claim.ts';
import { close } from './ticket/close.ts';
import { comment } from './ticket/comment.ts';
import { create } from './ticket/create.ts';
import { edit } from './ticket/edit.ts';
import { get } from './ticket/get.ts';
import { history } from './ticket/history.ts';
import { list } from './ticket/list.ts';
import { move } from './ticket/move.ts';
import { release } from './ticket/release.ts';
import { templates } from './ticket/templates.ts';
import { undo } from './ticket/undo.ts';
import { update } from './ticket/update.ts';

/** Everything that can be asked of tracker; all doors serve these. */
export const actions: readonly Action[] = [
  ...[
    create,
    get,
    list,
    update,
    edit,
    move,
    close,
    claim,
    release,
    comment,
    history,
    undo,
    archive,
    unarchive,
    templates,
  ],
  ...[kanban, summary, ready, me, stats],
  search,
  ...[add, remove, listLinks, graph],
  ...[submit, decide, getReview, listReviews],
] as readonly unknown[] as readonly Action[];
