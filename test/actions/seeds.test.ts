import { beforeAll, describe, expect, it } from 'vitest';
import { type Args, keysIn, useTracker } from '../support/tool-session.ts';

/**
 * Calls as the documents write them from which tracker was made, and which agents therefore know: stompy-ticketing's
 * README, Jility's design of its MCP server, and issue-tracker's loop. Arguments are verbatim, but for the keys of tickets
 * and the hash of a commit; a tool that has one action there is that action here.
 */
const tracker = useTracker();

/** What stands there before each call. */
interface There {
  task: string;
  other: string;
  bug: string;
  epic: string;
  commit: string;
}
let at: There;

const description = [
  '## Context',
  '',
  'Add JWT-based auth to API.',
  '',
  '## Acceptance Criteria',
  '',
  '- [ ] A',
  '- [ ] B',
  '- [ ] C',
  '- [ ] D',
  '',
].join('\n');

const get = async (id: string): Promise<string> => (await tracker.get(id)).join('\n');
const made = (reply: string): Promise<string> => get(keysIn(reply)[0]!);
/** Also where a list leaves out the project of all its keys. */
const digits = (key: string) => key.slice(-6);
const history = (id: string) => tracker.ticket({ action: 'history', id });

beforeAll(() => {
  const hash = tracker.repository.commit('Add JWT token generation service');
  at = { task: '', other: '', bug: '', epic: '', commit: hash };
});

interface Call {
  says: string;
  tool?: string;
  call: (at: There) => Args;
  before?: (at: There) => Promise<unknown>;
  /** What must be so afterwards. */
  after: (reply: string, at: There) => Promise<unknown> | unknown;
}

const criteria = '- [x] Generate JWT with expiration\n- [x] Include user claims\n- [x] Sign with RS256';

const stompy: Call[] = [
  {
    says: 'create',
    call: () => ({ action: 'create', title: 'Fix login bug', type: 'bug', priority: 'high' }),
    after: async (reply) => expect(await made(reply)).toMatch(/Fix login bug\nbug · triage · high/),
  },
  {
    says: 'list',
    call: () => ({ action: 'list', type: 'task', status: 'in_progress' }),
    before: ({ task }) => tracker.ticket({ action: 'move', id: task, status: 'in_progress' }),
    after: (reply, { task, other }) => {
      expect(reply).toContain(digits(task));
      expect(reply).not.toContain(digits(other));
    },
  },
  {
    says: 'move',
    call: ({ task }) => ({ action: 'move', ticket_id: task, status: 'in_progress' }),
    after: async (_, { task }) => expect(await get(task)).toContain('task · in_progress'),
  },
  {
    says: 'get',
    call: ({ task }) => ({ action: 'get', ticket_id: task }),
    before: ({ task, other }) => tracker.ask('link', { action: 'add', id: task, type: 'blocks', target: other }),
    after: (reply, { other }) => expect(reply).toContain(`blocks ${other}`),
  },
  {
    says: 'update',
    call: ({ task }) => ({ action: 'update', ticket_id: task, assignee: 'alice', priority: 'urgent' }),
    after: async (_, { task }) => expect(await get(task)).toMatch(/urgent.*alice/),
  },
  {
    says: 'close',
    call: ({ bug }) => ({ action: 'close', ticket_id: bug }),
    after: async (_, { bug }) => expect(await get(bug)).toContain('bug · resolved'),
  },
  { says: 'board', tool: 'board', call: () => ({}), after: (reply) => expect(reply).toMatch(/backlog [1-9]/) },
  {
    says: 'board summary',
    tool: 'board',
    call: () => ({ view: 'summary' }),
    after: (reply) => expect(reply).toMatch(/task: backlog \d/),
  },
  {
    says: 'board of bugs',
    tool: 'board',
    call: () => ({ view: 'kanban', type: 'bug' }),
    after: (reply, { task, bug }) => {
      expect(reply).toContain(digits(bug));
      expect(reply).not.toContain(digits(task));
    },
  },
  {
    says: 'search',
    tool: 'search',
    call: () => ({ query: 'authentication bug' }),
    before: () => tracker.create('The authentication has a bug'),
    after: (reply) => expect(reply).toContain('The authentication has a bug'),
  },
  {
    says: 'search with filters',
    tool: 'search',
    call: () => ({ query: 'deploy', type: 'task', status: 'in_progress', limit: 10 }),
    before: async () => {
      const key = await tracker.create('Now deploy it');
      await tracker.create({ title: 'Then deploy it', type: 'bug' });
      await tracker.ticket({ action: 'move', id: key, status: 'in_progress' });
    },
    after: (reply) => {
      expect(reply).toContain('Now deploy it');
      expect(reply).not.toContain('Then deploy it');
    },
  },
  {
    says: 'link',
    tool: 'link',
    call: ({ task, other }) => ({ action: 'add', ticket_id: task, target_id: other, link_type: 'blocks' }),
    after: async (_, { task, other }) => expect(await get(task)).toContain(`blocks ${other}`),
  },
  {
    says: 'links of a ticket, with their ids',
    tool: 'link',
    call: ({ task }) => ({ action: 'list', ticket_id: task }),
    before: ({ task, other }) => tracker.ask('link', { action: 'add', id: task, type: 'blocks', target: other }),
    after: (reply, { other }) => expect(reply).toMatch(new RegExp(`\\[[0-9a-z]{6}\\] blocks ${other}`)),
  },
  {
    says: 'unlink by the id of a link',
    tool: 'link',
    call: () => ({ action: 'remove', link_id: linkId }),
    before: async ({ task, other }) => {
      await tracker.ask('link', { action: 'add', id: task, type: 'blocks', target: other });
      linkId = /\[([0-9a-z]{6})\]/.exec(await tracker.ask('link', { action: 'list', id: task }))?.[1] ?? 'none';
    },
    after: async (_, { task, other }) => expect(await get(task)).not.toContain(other),
  },
];
let linkId = '';

const jility: Call[] = [
  {
    says: 'create_ticket',
    call: () => ({
      action: 'create',
      title: 'Implement user authentication',
      description:
        '## Context\n\nAdd JWT-based auth to API.\n\n## Acceptance Criteria\n\n- [ ] Users can register\n- [ ] Users can login\n- [ ] Tokens expire after 7 days',
      story_points: 5,
      assignees: ['agent-1'],
      labels: ['backend', 'security'],
    }),
    after: async (reply) =>
      expect(await made(reply)).toMatch(/5 pts · agent-1 · backend, security\n\n## Context[\s\S]*Tokens expire/),
  },
  {
    says: 'create_ticket with points',
    call: () => ({ action: 'create', title: 'Add authentication', story_points: 5 }),
    after: async (reply) => expect(await made(reply)).toContain('5 pts'),
  },
  {
    says: 'create_ticket with a status',
    call: () => ({ action: 'create', title: 'Add password validation', status: 'todo' }),
    after: async (reply) => {
      expect(await made(reply)).toContain('task · todo');
      expect((await history(keysIn(reply)[0]!)).split('\n')).toHaveLength(1);
    },
  },
  {
    says: 'create_ticket with a parent',
    call: ({ epic }) => ({ action: 'create', title: 'Create user model', parent_id: epic }),
    after: async (reply, { epic }) => expect(await made(reply)).toContain(`parent ${epic}`),
  },
  {
    says: 'create_ticket with an epic',
    call: ({ epic }) => ({ action: 'create', title: 'Build registration endpoint', epic_id: epic }),
    after: async (reply, { epic }) => expect(await made(reply)).toContain(`parent ${epic}`),
  },
  {
    says: 'create_tickets_batch',
    call: ({ epic }) => ({
      action: 'create',
      tickets: [
        { title: 'Setup database schema', story_points: 3, assignees: ['agent-1'] },
        { title: 'Add password hashing', story_points: 3, labels: ['backend'], depends_on: ['$1'] },
      ],
      parent_id: epic,
    }),
    after: async (reply, { epic }) => {
      const [first, second] = keysIn(reply);
      expect(await get(first!)).toContain(`parent ${epic}`);
      expect(await get(second!)).toMatch(new RegExp(`parent ${epic}.* after ${first} \\(backlog\\)`));
    },
  },
  {
    says: 'get_ticket',
    call: ({ task }) => ({ action: 'get', ticket_id: task }),
    before: ({ task }) =>
      tracker.ticket({ action: 'comment', id: task, message: 'Make sure to handle token expiration properly' }),
    after: (reply) => expect(reply).toContain('Make sure to handle token expiration properly'),
  },
  {
    says: 'list_tickets',
    call: () => ({
      action: 'list',
      status: ['backlog', 'todo'],
      assignee: 'agent-7',
      labels: ['backend'],
      limit: 200,
    }),
    before: ({ task }) => tracker.ticket({ action: 'update', id: task, assignees: ['agent-7'], labels: ['backend'] }),
    after: (reply, { task, other }) => {
      expect(reply).toContain(digits(task));
      expect(reply).not.toContain(digits(other));
    },
  },
  {
    says: 'list_tickets of a parent',
    call: ({ epic }) => ({ action: 'list', parent_id: epic }),
    before: ({ task, epic }) => tracker.ticket({ action: 'update', id: task, parent: epic }),
    after: (reply, { task, other }) => {
      expect(reply).toContain(digits(task));
      expect(reply).not.toContain(digits(other));
    },
  },
  {
    says: 'list_tickets of an epic',
    call: ({ epic }) => ({ action: 'list', epic_id: epic }),
    before: ({ task, epic }) => tracker.ticket({ action: 'update', id: task, parent: epic }),
    after: (reply, { task, other }) => {
      expect(reply).toContain(digits(task));
      expect(reply).not.toContain(digits(other));
    },
  },
  {
    says: 'list_tickets that are nobody’s',
    call: () => ({ action: 'list', unassigned: true, limit: 200 }),
    before: ({ task }) => tracker.ticket({ action: 'update', id: task, assignees: ['alice'] }),
    after: (reply, { task, other }) => {
      expect(reply).toContain(digits(other));
      expect(reply).not.toContain(digits(task));
    },
  },
  {
    says: 'claim_ticket',
    call: ({ task }) => ({ action: 'claim', ticket_id: task, message: 'Starting work on this' }),
    after: async (_, { task }) => {
      expect(await get(task)).toMatch(/in_progress.*claimed by you/);
      expect(await history(task)).toContain('Starting work on this');
    },
  },
  {
    says: 'update_description, append',
    call: ({ task }) => ({
      action: 'edit',
      ticket_id: task,
      operation: 'append',
      content: '\n## Update\n\n- Added error handling for expired tokens\n- Tests passing',
      message: 'Added progress update',
    }),
    after: async (_, { task }) => {
      expect(await get(task)).toMatch(
        /- \[ \] D\n\n## Update\n\n- Added error handling for expired tokens\n- Tests passing$/m,
      );
      expect(await history(task)).toContain('Added progress update');
    },
  },
  {
    says: 'update_description, prepend',
    call: ({ task }) => ({ action: 'edit', ticket_id: task, operation: 'prepend', content: '> In work' }),
    after: async (_, { task }) => expect(await get(task)).toMatch(/\n> In work\n## Context/),
  },
  {
    says: 'update_description, replace_all',
    call: ({ task }) => ({ action: 'edit', ticket_id: task, operation: 'replace_all', content: 'All of it.' }),
    after: async (_, { task }) => expect(await get(task)).toMatch(/\n\nAll of it\.$/),
  },
  {
    says: 'update_description, replace_lines',
    call: ({ task }) => ({
      action: 'edit',
      ticket_id: task,
      operation: 'replace_lines',
      start_line: 8,
      end_line: 10,
      content:
        '- [x] Generate JWT with configurable expiration\n- [x] Include user claims (id, email, role)\n- [ ] Sign with RS256 algorithm',
      message: 'Updated checklist progress',
    }),
    after: async (_, { task }) =>
      expect(await get(task)).toMatch(/- \[ \] A\n- \[x\] Generate JWT.*\n.*\n- \[ \] Sign.*$/m),
  },
  {
    says: 'update_description, replace_section',
    call: ({ task }) => ({
      action: 'edit',
      ticket_id: task,
      operation: 'replace_section',
      section_header: '## Acceptance Criteria',
      content: criteria,
      message: 'Marked all criteria complete',
    }),
    after: async (_, { task }) => {
      expect(await get(task)).toContain(`Add JWT-based auth to API.\n\n## Acceptance Criteria\n\n${criteria}`);
      expect(await history(task)).toContain('Marked all criteria complete');
    },
  },
  {
    says: 'update_status',
    call: ({ task }) => ({ action: 'move', ticket_id: task, status: 'review', message: 'Ready' }),
    before: ({ task }) => tracker.ticket({ action: 'move', id: task, status: 'in_progress' }),
    after: async (_, { task }) => expect(await get(task)).toContain('task · review'),
  },
  {
    says: 'add_comment',
    call: ({ task }) => ({
      action: 'comment',
      ticket_id: task,
      content: 'Implementation complete! @alice Please review the error handling logic.',
    }),
    after: async (_, { task }) => expect(await get(task)).toContain('@alice Please review the error handling logic.'),
  },
  {
    says: 'assign_ticket',
    call: ({ task }) => ({
      action: 'update',
      ticket_id: task,
      assignees: ['alice', 'agent-1'],
      message: "I've set up the structure, please finish the implementation",
    }),
    after: async (_, { task }) => {
      expect(await get(task)).toMatch(/alice, agent-1|agent-1, alice/);
      expect(await history(task)).toContain('please finish the implementation');
    },
  },
  {
    says: 'assign_ticket to nobody',
    call: ({ task }) => ({ action: 'update', ticket_id: task, assignees: [] }),
    before: ({ task }) => tracker.ticket({ action: 'update', id: task, assignees: ['alice'] }),
    after: async (_, { task }) => expect(await get(task)).not.toContain('alice'),
  },
  {
    says: 'link_commit',
    tool: 'link',
    call: ({ task, commit }) => ({
      action: 'add',
      ticket_id: task,
      commit_hash: commit,
      commit_message: 'Add JWT token generation service',
    }),
    after: async (_, { task, commit }) =>
      expect(await get(task)).toContain(`commit ${commit.slice(0, 10)} Add JWT token generation service`),
  },
  {
    says: 'add_dependency',
    tool: 'link',
    call: ({ task, other }) => ({ action: 'add', ticket_id: task, depends_on: other }),
    after: async (_, { task, other }) => expect(await get(task)).toContain(`after ${other}`),
  },
  {
    says: 'remove_dependency',
    tool: 'link',
    call: ({ task, other }) => ({ action: 'remove', ticket_id: task, depends_on: other }),
    before: ({ task, other }) => tracker.ask('link', { action: 'add', id: task, type: 'blocked_by', target: other }),
    after: async (_, { task, other }) => expect(await get(task)).not.toContain(other),
  },
  {
    says: 'get_dependency_graph',
    tool: 'link',
    call: ({ task }) => ({ action: 'graph', ticket_id: task }),
    before: ({ task, other }) => tracker.ask('link', { action: 'add', id: task, type: 'blocked_by', target: other }),
    after: (reply, { other }) => expect(reply).toContain(`blocked now by ${other}`),
  },
  {
    says: 'list_templates',
    call: () => ({ action: 'templates' }),
    after: (reply) => {
      for (const name of ['api-endpoint', 'database-migration', 'react-component', 'bug-fix', 'refactor'])
        expect(reply).toContain(name);
    },
  },
  {
    says: 'create_from_template',
    call: () => ({
      action: 'create',
      template: 'api-endpoint',
      variables: { resource: 'users', method: 'POST', endpoint: '/api/users/register' },
      assignee: 'agent-1',
    }),
    after: async (reply) => {
      expect(await made(reply)).toContain('POST /api/users/register');
      expect(await made(reply)).toMatch(/agent-1[\s\S]*users/);
    },
  },
  {
    says: 'search_tickets',
    tool: 'search',
    call: () => ({ query: 'JWT token', limit: 20 }),
    before: () => tracker.create('Refresh the JWT token'),
    after: (reply) => expect(reply).toContain('Refresh the JWT token'),
  },
];

const jinwoole: Call[] = [
  {
    says: 'issue.get with events',
    call: ({ task }) => ({ action: 'get', key: task, include_events: true }),
    before: ({ task }) => tracker.ticket({ action: 'update', id: task, priority: 'urgent' }),
    after: (reply) => expect(reply).toMatch(/priority .*urgent/),
  },
  {
    says: 'alignment.submit with notes',
    tool: 'alignment',
    call: ({ task }) => ({
      action: 'submit',
      key: task,
      summary: 'Login works again',
      evidence: ['npm test -> 0'],
      notes: 'Not tried on Safari',
    }),
    after: async (_, { task }) =>
      expect(await tracker.ask('alignment', { action: 'get', id: task })).toMatch(
        /Login works again[\s\S]*Not tried on Safari[\s\S]*npm test/,
      ),
  },
  {
    says: 'alignment.decide with a rationale',
    tool: 'alignment',
    call: ({ task }) => ({ action: 'decide', key: task, decision: 'needs_review', rationale: 'Not read yet' }),
    before: async ({ task }) => {
      const other = await tracker.connect({ env: { TRACKER_ACTOR: 'bob' } });
      await other.ask('alignment', { action: 'submit', id: task, message: 'Done' });
    },
    after: async (_, { task }) =>
      expect(await tracker.ask('alignment', { action: 'get', id: task })).toMatch(/needs_review[\s\S]*Not read yet/),
  },
];

describe.each([
  ['stompy-ticketing', stompy],
  ['Jility', jility],
  ['issue-tracker', jinwoole],
])('of %s', (_, calls) => {
  it.each(calls)('$says does what it says', async ({ tool = 'ticket', call, before, after }) => {
    const [task, other, bug, epic] = await tracker.createAll([
      { title: 'Implement JWT', description },
      { title: 'Create the table' },
      { title: 'Login fails', type: 'bug' },
      { title: 'Accounts', type: 'epic' },
    ]);
    Object.assign(at, { task, other, bug, epic });
    await before?.(at);
    await after(await tracker.ask(tool, call(at)), at);
    // What is left open would be found by the next call too.
    await tracker.ticket({ action: 'archive', ids: [task, other, bug, epic] });
  });
});

it('are forty-five calls in all', () => {
  expect([...stompy, ...jility, ...jinwoole]).toHaveLength(45);
});
