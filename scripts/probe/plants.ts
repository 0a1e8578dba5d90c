import { type Agent, firstKey, type Place } from './place.ts';

/** Who works on a ticket when a fact is found, and what else there is. */
export interface Scene {
  place: Place;
  worker: Agent;
  reviewer: Agent;
  key: string;
}

type Plant = (scene: Scene, fact: string) => Promise<unknown>;

async function neighbour({ worker, key }: Scene, type: 'blocks' | 'related', kind = 'task'): Promise<string> {
  const other = firstKey(await worker.ask('ticket', { action: 'create', title: 'Beside it', type: kind }));
  await worker.ask('link', { action: 'add', id: other, type, target: key });
  return other;
}

const say =
  (action: string, fields: object = {}): Plant =>
  ({ worker, key }, message) =>
    worker.ask('ticket', { action, id: key, ...fields, message });

/** Every way to write down what was found out, in an order in which one agent can go through all of them. */
export const plants: Readonly<Record<string, Plant>> = {
  async blocker(scene, message) {
    const id = await neighbour(scene, 'blocks');
    await scene.worker.ask('ticket', { action: 'close', id, message });
  },
  async decision(scene, message) {
    const id = await neighbour(scene, 'related', 'decision');
    await scene.worker.ask('ticket', { action: 'close', id, message });
  },
  async related(scene, message) {
    const id = await neighbour(scene, 'related');
    await scene.worker.ask('ticket', { action: 'archive', id, message });
  },
  claim: say('claim'),
  comment: say('comment'),
  edit: say('edit', { op: 'append', new: 'One line more' }),
  update: say('update', { priority: 'high' }),
  blocked: say('move', { status: 'blocked' }),
  unblocked: say('move', { status: 'in_progress' }),
  async commit({ place, worker, key }, fact) {
    await worker.ask('link', { action: 'add', id: key, commit: place.commit(fact) });
  },
  submission: ({ worker, key }, message) => worker.ask('alignment', { action: 'submit', id: key, message }),
  request: ({ reviewer, key }, message) =>
    reviewer.ask('alignment', { action: 'decide', id: key, decision: 'changes_requested', message }),
  release: say('release', { assignees: ['bob'] }),
};

/** What has to be done before a plant that stands alone can be made. */
export const before: Readonly<Record<string, readonly string[]>> = {
  blocked: ['claim'],
  unblocked: ['claim', 'blocked'],
  request: ['submission'],
  release: ['claim'],
};
