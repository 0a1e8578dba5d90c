import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import type { ToolName } from '../../src/domain/hint.ts';
import { filled, isWrite, make, send, tryNext, useStates, watched } from '../support/refused-states.ts';
import type { Args } from '../support/tool-session.ts';
import type { Touched } from '../support/watched.ts';

useStates();

/** Calls that do what they say; `K:name` stands for a ticket's key. */
const calls: [ToolName, Args][] = [
  ['ticket', { action: 'create', title: 'New', type: 'bug', points: 3, labels: ['a'], parent: 'K:parent' }],
  ['ticket', { action: 'create', items: [{ title: 'A' }, { title: 'B', blocked_by: '$1' }], priority: 'high' }],
  ['ticket', { action: 'update', id: 'K:plain', title: 'Renamed', priority: 'high', message: 'why' }],
  ['ticket', { action: 'update', ids: ['K:plain', 'K:other'], add_labels: ['three'] }],
  ['ticket', { action: 'update', id: 'K:plain', remove_labels: ['one'], due: '2027-01-01' }],
  ['ticket', { action: 'update', id: 'K:plain', description: 'Another', status: 'todo' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'replace', section: 'Notes', new: 'Other words' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'delete', lines: '5-6' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'replace', old: 'Words too', new: 'Others' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'check', section: 'Acceptance', checkbox: '2' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'check', checkbox: 'Three' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'append', new: '## More', message: 'More' }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'delete', section: 'Notes', expected_revision: 2 }],
  ['ticket', { action: 'edit', id: 'K:plain', op: 'replace_lines', start_line: 5, end_line: 6, new: 'x' }],
  ['ticket', { action: 'move', id: 'K:plain', status: 'in_progress', message: 'Begun' }],
  ['ticket', { action: 'move', ids: ['K:plain', 'K:other'], status: 'todo' }],
  ['ticket', { action: 'close', id: 'K:plain', status: 'cancelled', message: 'Not now' }],
  ['ticket', { action: 'close', ids: ['K:plain', 'K:other'] }],
  ['ticket', { action: 'claim', id: 'K:other', message: 'Mine' }],
  ['ticket', { action: 'claim', query: 'label:one' }],
  ['ticket', { action: 'claim', labels: ['one'], type: 'task' }],
  ['ticket', { action: 'release', id: 'K:mine', assignees: ['bob'], message: 'Yours' }],
  ['ticket', { action: 'comment', id: 'K:plain', message: 'I see', reply_to: 'E:comment' }],
  ['ticket', { action: 'undo', id: 'K:plain' }],
  ['ticket', { action: 'undo', event: 'E:comment' }],
  ['ticket', { action: 'archive', ids: ['K:plain', 'K:other'], message: 'Old' }],
  ['ticket', { action: 'unarchive', id: 'K:archived' }],
  ['ticket', { action: 'rank', id: 'K:plain', after: 'K:other' }],
  ['ticket', { action: 'get', id: 'K:plain', section: 'Notes' }],
  ['ticket', { action: 'list', query: 'Words', status: ['todo', 'backlog'], limit: 3 }],
  ['ticket', { action: 'history', id: 'K:plain', since: '2d' }],
  ['link', { action: 'add', id: 'K:plain', type: 'blocks', target: 'K:bug' }],
  ['link', { action: 'add', id: 'K:plain', commit: 'E:commit' }],
  ['link', { action: 'add', id: 'K:plain', depends_on: 'K:bug' }],
  ['link', { action: 'remove', id: 'K:plain', type: 'related', target: 'K:other' }],
  ['link', { action: 'remove', id: 'K:plain', target: 'K:other' }],
  ['link', { action: 'graph', id: 'K:plain' }],
  ['board', { action: 'kanban', type: 'bug', limit: 3 }],
  ['board', { action: 'ready', query: 'label:one' }],
  ['search', { query: 'Words', type: 'task' }],
  ['alignment', { action: 'submit', id: 'K:plain', message: 'Done', evidence: ['npm test -> 0'] }],
  ['alignment', { action: 'decide', id: 'K:submitted', decision: 'rejected', message: 'Not yet' }],
];

/** A word with a slip of the hand in it, as whoever types or remembers badly makes it. */
const slip = (word: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.nat(word.length - 1).map((cut) => word.slice(0, cut) + word.slice(cut + 1)),
    fc.nat(Math.max(0, word.length - 2)).map(
      (cut) =>
        word.slice(0, cut) +
        word
          .slice(cut, cut + 2)
          .split('')
          .reverse()
          .join('') +
        word.slice(cut + 2),
    ),
    fc.nat(word.length - 1).map((cut) => word.slice(0, cut) + word[cut] + word.slice(cut)),
    fc
      .constantFrom('the_', 'un', 'no_', 'not_', 'x', 'all_', 'sub_', 'new_', 'old_', 'if_', 'ticket_')
      .map((start) => start + word),
    fc.constantFrom('s', '_id', '_name', '_text', '2', '_only').map((end) => word + end),
    fc.constant(word.toUpperCase()),
    fc.constantFrom(
      'where',
      'scope',
      'which',
      'place',
      'condition',
      'target_section',
      'row',
      'item',
      'kind',
      'reporter',
    ),
  );

const wrongValues = [{ a: 1 }, -5, 99_999, 'zzz', ['zzz', 'zzz'], true, '7-3', 'K-1', 'PAY-100000'];
const strangers: [string, unknown][] = [
  ['only_if', 'open'],
  ['preview_only', true],
  ['sprint', 12],
  ['scope', 'first'],
  ['text', 'Some text'],
  ['row', '3'],
  ['closed', true],
];

interface Slip {
  kind: 'name' | 'value' | 'gone' | 'more' | 'action';
  field?: string;
  to?: string;
  value?: unknown;
}

function slipOf(args: Args): fc.Arbitrary<Slip> {
  const fields = Object.keys(args).filter((field) => field !== 'action');
  const field = fc.constantFrom(...fields);
  return fc.oneof(
    { weight: 4, arbitrary: field.chain((one) => slip(one).map((to): Slip => ({ kind: 'name', field: one, to }))) },
    {
      weight: 2,
      arbitrary: field.chain((one) =>
        fc
          .oneof(
            fc.constantFrom(...wrongValues),
            typeof args[one] === 'string' && /^\w{3,}$/.test(String(args[one]))
              ? slip(String(args[one]))
              : fc.constant('zzzz'),
          )
          .map((value): Slip => ({ kind: 'value', field: one, value })),
      ),
    },
    field.map((one): Slip => ({ kind: 'gone', field: one })),
    fc.constantFrom(...strangers).map(([to, value]): Slip => ({ kind: 'more', to, value })),
    ...('action' in args ? [slip(String(args.action)).map((to): Slip => ({ kind: 'action', to }))] : []),
  );
}

function withSlips(args: Args, slips: readonly Slip[]): Args {
  let changed: Args = { ...args };
  for (const { kind, field = '', to = '', value } of slips) {
    if (kind === 'more') changed[to] = value;
    else if (kind === 'action') changed.action = to;
    else if (field in changed) {
      if (kind === 'value') changed[field] = value;
      else {
        const { [field]: was, ...others } = changed;
        changed = kind === 'gone' ? others : { ...others, [to]: was };
      }
    }
  }
  return changed;
}

const within = (part: Touched, whole: Touched) => [...part].filter((one) => !whole.has(one));

it('is tried for every action that writes', () => {
  const tried = new Set(calls.map(([tool, { action }]) => `${tool}.${action}`));
  const writing = actions.filter(({ access }) => access === 'write').map(({ tool, name }) => `${tool}.${name}`);
  expect(writing.filter((name) => !tried.has(name))).toEqual([]);
});

describe('a call that a refusal suggests', () => {
  it.each(calls)('of %s %j can be sent, keeps what was said, and touches no more', async (tool, bare) => {
    const args = filled(bare) as Args;
    const dry = isWrite(tool, args.action) ? { dry_run: true } : {};
    await make(tool, { ...args, ...dry });
    const all = new Set(watched.touched);
    await fc.assert(
      fc.asyncProperty(fc.array(slipOf(args), { minLength: 1, maxLength: 2 }), async (slips) => {
        const wrong = withSlips({ ...args, ...dry }, slips);
        const { error } = await send(tool, wrong);
        // What the call says where its names are right; that is all of it where that is refused too.
        const plain = slips.filter(({ kind }) => kind === 'value' || kind === 'gone');
        const { error: none } =
          error && plain.length > 0 ? await send(tool, withSlips({ ...args, ...dry }, plain)) : {};
        const meant = none || plain.length === 0 ? all : new Set([...all, ...watched.touched]);
        for (const next of error?.next ?? []) {
          const tried = await tryNext(next);
          const seen = JSON.stringify({ wrong, next, error: error?.message });
          // A value that only the tracker itself knows to be wrong is wrong in the suggestion too.
          if (tried.error?.message !== none?.message) expect(tried.error?.code, seen).not.toBe('invalid_input');
          expect(within(tried.touched, meant), seen).toEqual([]);
          if (!isWrite(next.tool, next.args.action)) continue;
          expect(next.args.dry_run, seen).toBe(true);
          if (error?.code !== 'invalid_input' || next.args.action !== args.action) continue;
          const slipped = new Set(slips.flatMap(({ field, to }) => [field, to]));
          const kept = Object.entries(args).filter(([field]) => field in wrong && !slipped.has(field));
          const sent = JSON.stringify(next.args);
          for (const [, value] of kept) expect(sent, seen).toContain(JSON.stringify(value).replace(/^"|"$/g, ''));
        }
      }),
      { numRuns: 40 },
    );
  });
});
