import type { Action } from '../../actions/action.ts';

/** What is read most, each without the others: an action that is loaded takes its time, and a read takes little more. */
const alone: Readonly<Record<string, () => Promise<Action>>> = {
  'ticket.get': async () => (await import('../../actions/ticket/get.ts')).get,
  'ticket.list': async () => (await import('../../actions/ticket/list.ts')).list,
  'board.kanban': async () => (await import('../../actions/board/kanban.ts')).kanban,
  'board.ready': async () => (await import('../../actions/board/ready.ts')).ready,
  'search.search': async () => (await import('../../actions/search/search.ts')).search,
};

/**
 * The actions among which a call of this one finds it: itself, or all that there are. A write needs all of them, since what
 * is said of it goes on in the writes that a refusal suggests; a read says nothing that could.
 */
export async function loadActions({ tool, action }: { tool: string; action: string }): Promise<readonly Action[]> {
  const load = alone[`${tool}.${action}`];
  return load ? [await load()] : (await import('../../actions/actions.ts')).everyAction;
}
