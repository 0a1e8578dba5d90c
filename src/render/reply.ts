import type { ActionName, ResultOf } from '../actions/actions.ts';
import type { RepeatedResult } from '../actions/call-memory.ts';
import type { Reply } from '../actions/perform.ts';
import { clip } from '../domain/cut.ts';
import type { TrackerError } from '../domain/errors.ts';
import { type Hint, printHint } from '../domain/hint.ts';
import { safeLine } from '../domain/shown.ts';
import { renderDismiss, renderLost, renderRedact, renderRestore, renderUnite } from './admin.ts';
import { renderDecide, renderReview, renderSubmit, renderWaiting } from './alignment.ts';
import { renderKanban, renderMe, renderStats, renderSummary } from './board.ts';
import { renderGet } from './get.ts';
import { renderHistory } from './history.ts';
import { renderGraph, renderLinkAdd, renderLinkRemove, renderLinks } from './link.ts';
import { renderList } from './list.ts';
import { renderSearch } from './search.ts';
import { shownResult } from './shown.ts';
import type { Syntax } from './syntax.ts';
import {
  renderChange,
  renderClaim,
  renderClose,
  renderComment,
  renderCreate,
  renderEdit,
  renderRank,
  renderRelease,
  renderTemplates,
  renderUndo,
} from './ticket.ts';

type Renderer<Name extends ActionName> = (result: ResultOf<Name>, syntax: Syntax) => string;

const renderers: { readonly [Name in ActionName]: Renderer<Name> } = {
  'ticket.create': renderCreate,
  'ticket.get': renderGet,
  'ticket.list': renderList,
  'ticket.update': renderChange,
  'ticket.edit': renderEdit,
  'ticket.move': renderChange,
  'ticket.close': renderClose,
  'ticket.claim': renderClaim,
  'ticket.release': renderRelease,
  'ticket.comment': renderComment,
  'ticket.history': renderHistory,
  'ticket.undo': renderUndo,
  'ticket.archive': renderChange,
  'ticket.unarchive': renderChange,
  'ticket.rank': renderRank,
  'ticket.templates': renderTemplates,
  'board.kanban': renderKanban,
  'board.summary': renderSummary,
  'board.ready': (result, syntax) => renderList(result, syntax, 'Nothing is ready'),
  'board.me': renderMe,
  'board.stats': renderStats,
  'search.search': renderSearch,
  'link.add': renderLinkAdd,
  'link.remove': renderLinkRemove,
  'link.list': renderLinks,
  'link.graph': renderGraph,
  'alignment.submit': renderSubmit,
  'alignment.decide': renderDecide,
  'alignment.get': renderReview,
  'alignment.list': renderWaiting,
  'admin.redact': renderRedact,
  'admin.unite': renderUnite,
  'admin.lost': renderLost,
  'admin.restore': renderRestore,
  'admin.dismiss': renderDismiss,
  'admin.refold': () => 'All tables are computed anew from the events.',
};

/** A reply as text for a model and a person; the first line says what happened and to which key. */
export function renderReply(reply: Reply, syntax: Syntax): string {
  const { dryRun, caveats = [] } = reply;
  const said = reply.repeated ? renderRepeated(reply.result) : renderDone(reply, syntax);
  const text = [said, ...caveats.map((caveat) => `note: ${safeLine(caveat)}`)].join('\n');
  return dryRun ? `Dry run, nothing written:\n${text}` : text;
}

function renderDone({ action, result }: Exclude<Reply, { repeated: true }>, syntax: Syntax): string {
  const render = renderers[action] as Renderer<typeof action>;
  return render(shownResult(result), syntax);
}

/** What the first call said, which is no line of this reply's own. */
const renderRepeated = ({ reply }: RepeatedResult): string => `already done: ${clip(safeLine(reply), 2_000)}`;

/** `error CODE: what is so` in one line, then, in another, what to do next. What is refused may be long, and is quoted. */
export function renderError({ code, message, hint }: TrackerError, syntax: Syntax): string {
  const next = renderHint(hint, syntax);
  return `error ${code}: ${clip(safeLine(message), 1_000)}${next ? `\n${clip(next, 2_000)}` : ''}`;
}

/** What to do next, in one line, with the calls as the door writes them. */
export const renderHint = (hint: Hint, syntax: Syntax): string => safeLine(printHint(hint, syntax.call));
