import { describe, expect, it, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { dayMs, openPast } from '../../support/past.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { isOverLog } from '../../support/test-home.ts';
import { type ToolSession, useTracker } from '../../support/tool-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const tracker = useTracker({ env: { TRACKER_SESSION: 'morning' } });

const me = (who: ToolSession = tracker, args: Record<string, unknown> = {}) =>
  who.ask('board', { action: 'me', ...args });
const as = (actor: string, session = `${actor}-1`) =>
  tracker.connect({ env: { TRACKER_ACTOR: actor, TRACKER_SESSION: session } });
/** The lines under a heading. */
const under = (text: string, heading: string): string[] => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(heading));
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !line.startsWith(' '));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
};

describe('me', () => {
  it('says who the caller is, in which session, with which client, where and on which branch', async () => {
    expect(await me()).toBe(
      [
        'You are alice/test-client (agent), session morning, test-client 1.0.0',
        `${tracker.repository.root} · main`,
        'Nothing is yours. Next: ticket(action:"claim")',
      ].join('\n'),
    );
    const bob = await as('bob');
    expect(await me(bob)).toMatch(/^You are bob \(agent\), session bob-1, /);
  });

  it('lists to an agent what was given to its person, and to a person not what was given to one of their agents', async () => {
    const [person, agent] = [await as('dora'), await as('dora/codex')];
    const hers = await tracker.create({ title: 'For Dora', assignees: ['dora'] });
    const its = await tracker.create({ title: 'For her agent', assignees: ['dora/codex'] });
    expect(under(await me(agent), 'Assigned').join('\n')).toMatch(new RegExp(`${its}[^]*${hers}`));
    expect(under(await me(person), 'Assigned').join()).toMatch(new RegExp(`^${hers}`));
    expect(under(await me(person), 'Assigned').join()).not.toContain(its);
    expect(await agent.ticket({ action: 'list', query: 'assignee:@me' })).toContain(hers);
    expect(await person.ticket({ action: 'list', query: 'assignee:@me' })).not.toContain(its);
  });

  it.skipIf(isOverLog)(
    'lists what the caller holds and until when, in this session and in others of the same actor',
    async () => {
      const carol = await as('carol', 'one');
      const again = await as('carol', 'two');
      const [here, there] = await tracker.createAll([{ title: 'Held here' }, { title: 'Held there' }]);
      await carol.ticket({ action: 'claim', id: here });
      await again.ticket({ action: 'claim', id: there });
      const until = new Date(Date.now() + 4 * 3_600_000).toISOString().slice(0, 10);
      const held = under(await me(carol), 'Holding');
      expect(held).toHaveLength(2);
      expect(held[0]).toMatch(new RegExp(`^${here} Held here · in_progress until ${until} \\d\\d:\\d\\dZ$`));
      expect(held[1]).toMatch(new RegExp(`^${there} Held there · in_progress until .*, in another session$`));
      expect(await me()).not.toContain('Held');
      await carol.ticket({ action: 'release', id: here });
      await again.ticket({ action: 'close', id: there });
      expect(await me(carol)).not.toContain('Holding');
    },
  );

  it('lists open tickets that are assigned and not held', async () => {
    const dave = await as('dave');
    const keys = await tracker.createAll([
      { title: 'Handed over', assignees: ['dave'] },
      { title: 'Over already', assignees: ['dave'] },
      { title: 'Put away', assignees: ['dave'] },
      { title: 'For somebody else', assignees: ['david'] },
    ]);
    await tracker.ticket({ action: 'close', id: keys[1] });
    await tracker.ticket({ action: 'archive', id: keys[2] });
    expect(under(await me(dave), 'Assigned')).toEqual([`${keys[0]} Handed over · backlog`]);
  });

  it('shows ten of many and says how to see the rest', async () => {
    const busy = await as('busy');
    await tracker.createAll(Array.from({ length: 13 }, (_, i) => ({ title: `Load ${i}`, assignees: ['busy'] })));
    const lines = under(await me(busy), 'Assigned');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('3 more: ticket(action:"list", query:"assignee:me is:open")');
  });

  it('lists submissions that wait for a decision of somebody else than their author and session', async () => {
    const [author, reviewer, guest] = [await as('author'), await as('reviewer'), await as('guest', 'author-1')];
    const [waiting, decided] = await tracker.createAll([{ title: 'Please look' }, { title: 'Looked at' }]);
    for (const id of [waiting, decided]) await author.ask('alignment', { action: 'submit', id, message: 'Done' });
    await tracker.ask('alignment', { action: 'decide', id: decided, decision: 'approved' });
    const today = new Date().toISOString().slice(0, 10);
    expect(under(await me(reviewer), 'Waiting')).toEqual([`${waiting} Please look · by author ${today}`]);
    expect(under(await me(author), 'Waiting')).toEqual([]);
    expect(under(await me(guest), 'Waiting')).toEqual([]);
  });

  it('says what others have changed since the actor was last here, the latest first', async () => {
    const erin = await as('erin');
    const frank = await as('Frank, Jr.');
    await me(erin);
    const [one, two, own] = await tracker.createAll([
      { title: 'Changed twice' },
      { title: 'New' },
      { title: 'My own' },
    ]);
    await frank.ticket({ action: 'update', id: one, priority: 'high' });
    await erin.ticket({ action: 'comment', id: own, message: 'Mine' });
    const text = await me(erin);
    expect(text).toMatch(/^Changed since \d{4}-\d\d-\d\d \d\d:\d\dZ:$/m);
    const changed = under(text, 'Changed since');
    expect(changed[0]).toMatch(new RegExp(`^${one} Changed twice · 2 by (alice/test-client, )?Frank, Jr\\.`));
    expect(changed.slice(1).toSorted()).toEqual(
      [`${two} New · 1 by alice/test-client`, `${own} My own · 1 by alice/test-client`].toSorted(),
    );
    expect(await me(erin)).not.toContain('Changed');
  });

  it('tells what comes in later though it was done earlier, and nothing of the own session', async () => {
    const past = openPast(tracker.repository.root);
    const gina = await as('gina');
    await me(gina);
    await past.create(Date.now() - dayMs, { title: 'Of yesterday' });
    await gina.create('Her own');
    expect(under(await me(gina), 'Changed')).toEqual([expect.stringContaining('Of yesterday · 1 by')]);
    expect(await me(gina)).not.toContain('Changed');
  });

  it('tells each session of an actor, and a new one what none of them has been told', async () => {
    const [first, second] = [await as('ivan', 'one'), await as('ivan', 'two')];
    for (const session of [first, second]) await me(session);
    const key = await tracker.create('Told to both');
    for (const session of [first, second]) expect(under(await me(session), 'Changed')).toHaveLength(1);
    const later = await tracker.create('Told to a new one');
    const fresh = under(await me(await as('ivan', 'three')), 'Changed').join();
    expect([fresh.includes(later), fresh.includes(key)]).toEqual([true, false]);
  });

  it('counts as told only what it has shown', async () => {
    const judy = await as('judy');
    await me(judy);
    const keys = await tracker.createAll(Array.from({ length: 24 }, (_, at) => ({ title: `News ${at}` })));
    const told: string[] = [];
    for (const left of [14, 4, 0]) {
      const lines = under(await me(judy), 'Changed');
      told.push(...lines.slice(0, 10).map((line) => line.split(' ')[0] ?? ''));
      if (left > 0) expect(lines.at(-1)).toMatch(`${left} more: `);
    }
    expect(told.toSorted()).toEqual(keys.toSorted());
    expect(await me(judy)).not.toContain('Changed');
  });

  it('counts as told what a query has shown, and nothing else', async () => {
    const kim = await as('kim');
    await me(kim);
    const [red, blue] = await tracker.createAll([
      { title: 'Is red', labels: ['crimson'] },
      { title: 'Is blue', labels: ['azure'] },
    ]);
    expect(under(await me(kim, { query: 'label:crimson' }), 'Changed').join()).toContain(red);
    expect(under(await me(kim), 'Changed')).toEqual([expect.stringMatching(`^${blue} `)]);
  });

  it('remembers what it has told in a server that is started anew', async () => {
    const lea = await as('lea');
    await me(lea);
    const key = await tracker.create('While she was away');
    const again = await as('lea');
    expect(under(await me(again), 'Changed')).toEqual([expect.stringMatching(`^${key} `)]);
    expect(await me(await as('lea'))).not.toContain('Changed');
  });

  it('tells all that others do while it asks, once', async () => {
    const [mia, other] = [await as('mia'), await as('busy bee')];
    await me(mia);
    const made = Promise.all(Array.from({ length: 30 }, (_, at) => other.create(`Busy ${at}`)));
    const told: string[] = [];
    let done = false;
    const asking = (async () => {
      for (let last = false; !last; ) {
        last = done;
        const lines = under(await me(mia), 'Changed').filter((line) => line.includes('Busy'));
        told.push(...lines.map((line) => line.split(' ')[0] ?? ''));
        last &&= lines.length === 0;
      }
    })();
    const keys = await made;
    done = true;
    await asking;
    expect(told.toSorted()).toEqual(keys.toSorted());
  });

  it('takes a query for everything that it lists', async () => {
    const hank = await as('hank');
    await me(hank);
    const [red] = await tracker.createAll([
      { title: 'Red', assignees: ['hank'], labels: ['red'] },
      { title: 'Blue', assignees: ['hank'], labels: ['blue'] },
    ]);
    const text = await me(hank, { query: 'label:red' });
    expect(text).toContain('label:red');
    expect(text).not.toContain('Blue');
    expect(under(text, 'Assigned')).toEqual([`${red} Red · backlog`]);
    expect(under(text, 'Changed since')).toHaveLength(1);
    expect(await me(hank, { labels: 'green' })).toContain('Nothing of that is yours.');
  });

  it.skipIf(isOverLog)('writes nothing into the file that the team shares', async () => {
    const before = tracker.repository.git('hash-object', '.tracker/data.db');
    await me();
    expect(tracker.repository.git('hash-object', '.tracker/data.db')).toBe(before);
  });
});

test('what a merge brings is told once, though it was done before the session asked last, and the rest not again', async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  const run = (session: string, ...args: string[]) =>
    runTracker({ cwd: repository.root, env: { TRACKER_SESSION: session } }, ...args);
  const commit = async (title: string) => {
    await run('other', 'create', title);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', title);
  };
  const changed = async () => under((await run('asking', 'board', 'me')).stdout, 'Changed');
  const said = (...titles: string[]) => titles.map((title) => expect.stringContaining(title));
  await commit('First');
  repository.git('switch', '--quiet', '--create', 'topic');
  await commit('On topic');
  repository.git('switch', '--quiet', 'main');
  expect(await changed()).toEqual([]);
  await commit('Second');
  expect(await changed()).toEqual(said('Second'));
  await commit('Third');
  repository.git('merge', '--quiet', '--no-edit', 'topic');
  expect(await changed()).toEqual(said('Third', 'On topic'));
  expect(await changed()).toEqual([]);
});
