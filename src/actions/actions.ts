import type { Action } from './action.ts';
import { dismiss } from './admin/dismiss.ts';
import { lost } from './admin/lost.ts';
import { redact } from './admin/redact.ts';
import { refold } from './admin/refold.ts';
import { restore } from './admin/restore.ts';
import { unite } from './admin/unite.ts';
import { decide } from './alignment/decide.ts';
import { get as getReview } from './alignment/get.ts';
import { list as listReviews } from './alignment/list.ts';
import { submit } from './alignment/submit.ts';
import { kanban } from './board/kanban.ts';
import { me } from './board/me.ts';
import { ready } from './board/ready.ts';
import { stats } from './board/stats.ts';
import { summary } from './board/summary.ts';
import { claim } from './claim/claim.ts';
import { release } from './claim/release.ts';
import { add } from './link/add.ts';
import { graph } from './link/graph.ts';
import { list as listLinks } from './link/list.ts';
import { remove } from './link/remove.ts';
import { rank } from './rank/rank.ts';
import { search } from './search/search.ts';
import { archive, unarchive } from './ticket/archive.ts';
import { close } from './ticket/close.ts';
import { comment } from './ticket/comment.ts';
import { create } from './ticket/create.ts';
import { edit } from './ticket/edit.ts';
import { get } from './ticket/get.ts';
import { history } from './ticket/history.ts';
import { list } from './ticket/list.ts';
import { move } from './ticket/move.ts';
import { templates } from './ticket/templates.ts';
import { undo } from './ticket/undo.ts';
import { update } from './ticket/update.ts';

/** Everything that can be asked of tracker, by tool and name. */
const table = {
  'ticket.create': create,
  'ticket.get': get,
  'ticket.list': list,
  'ticket.update': update,
  'ticket.edit': edit,
  'ticket.move': move,
  'ticket.close': close,
  'ticket.claim': claim,
  'ticket.release': release,
  'ticket.comment': comment,
  'ticket.history': history,
  'ticket.undo': undo,
  'ticket.archive': archive,
  'ticket.unarchive': unarchive,
  'ticket.rank': rank,
  'ticket.templates': templates,
  'board.kanban': kanban,
  'board.summary': summary,
  'board.ready': ready,
  'board.me': me,
  'board.stats': stats,
  'search.search': search,
  'link.add': add,
  'link.remove': remove,
  'link.list': listLinks,
  'link.graph': graph,
  'alignment.submit': submit,
  'alignment.decide': decide,
  'alignment.get': getReview,
  'alignment.list': listReviews,
  'admin.redact': redact,
  'admin.unite': unite,
  'admin.lost': lost,
  'admin.restore': restore,
  'admin.dismiss': dismiss,
  'admin.refold': refold,
};

type Actions = typeof table;
export type ActionName = keyof Actions;
export type WritingName = { [Name in ActionName]: 'write' extends Actions[Name]['access'] ? Name : never }[ActionName];
/** What the action answers with. */
export type ResultOf<Name extends ActionName> = Awaited<ReturnType<Actions[Name]['run']>>;

/** In the order in which they are named to callers. */
export const everyAction: readonly Action[] = Object.values(table);

/** Those of the tools: all that a model can ask for, whatever its caller may. */
export const actions: readonly Action[] = everyAction.filter(({ tool }) => tool !== 'admin');
