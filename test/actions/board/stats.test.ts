import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, openPast, type Past } from '../../support/past.ts';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const stats = (args: Record<string, unknown> = {}) => tracker.ask('board', { action: 'stats', ...args });
const daysAgo = (days: number) => Date.now() - days * dayMs;

/** A ticket that was created, taken up and closed so many days ago. */
async function closed(past: Past, days: { created: number; begun?: number; closed: number }, fields: object) {
  const key = await past.create(daysAgo(days.created), { title: 'Of the past', ...fields });
  if (days.begun !== undefined) await past.at(daysAgo(days.begun), 'ticket', { action: 'claim', id: key });
  await past.at(daysAgo(days.closed), 'ticket', { action: 'close', id: key });
  return key;
}

describe('stats', () => {
  it('says that there are no tickets where there are none', async () => {
    expect(await stats()).toBe('No tickets');
  });

  it('counts what was closed in each of the last four weeks, the current one last', async () => {
    const past = openPast(tracker.repository.root);
    for (const days of [1, 2, 6.9, 7.1, 20, 22, 23, 27.9, 28.1, 60])
      await closed(past, { created: 90, closed: days }, { labels: ['weeks'] });
    expect(await stats({ query: 'label:weeks' })).toMatch(/^task: 0 open · closed 3 1 1 3 · cycle/m);
  });

  it('measures the cycle from the begin of work to the close, as median and 90th percentile', async () => {
    const past = openPast(tracker.repository.root);
    for (const hours of [1, 2, 3, 4, 5, 6, 7, 8, 9, 200])
      await closed(
        past,
        { created: 50, begun: 3 + hours / 24, closed: 3 },
        { labels: ['cycle'], type: 'task', title: `Took ${hours}` },
      );
    expect(await stats({ query: 'label:cycle' })).toContain('cycle 6 h, 90 % within 8.3 d');
  });

  it('measures from the creation where work was never begun', async () => {
    const past = openPast(tracker.repository.root);
    const key = await past.create(daysAgo(5), { title: 'Straight', type: 'decision', labels: ['straight'] });
    await past.at(daysAgo(5) + 6 * hourMs, 'ticket', { action: 'close', id: key });
    expect(await stats({ query: 'label:straight' })).toContain('decision: 0 open · closed 0 0 0 1 · cycle 6 h');
  });

  it('counts a reopened ticket as open, and its last close when it is closed again', async () => {
    const past = openPast(tracker.repository.root);
    const key = await closed(past, { created: 25, begun: 24, closed: 22 }, { labels: ['again'] });
    await past.at(daysAgo(10), 'ticket', { action: 'move', id: key, status: 'backlog', message: 'It is back' });
    expect(await stats({ query: 'label:again' })).toMatch(/task: 1 open · closed 0 0 0 0 · age 25 d/);
    await past.at(daysAgo(3), 'ticket', { action: 'close', id: key });
    expect(await stats({ query: 'label:again' })).toMatch(/task: 0 open · closed 0 0 0 1 · cycle 21 d/);
  });

  it('says how old open tickets are, and which is the oldest', async () => {
    const past = openPast(tracker.repository.root);
    const oldest = await past.create(daysAgo(40), { title: 'Ancient', type: 'bug', labels: ['age'] });
    for (const days of [2, 10]) await past.create(daysAgo(days), { title: 'Younger', type: 'bug', labels: ['age'] });
    expect(await stats({ query: 'label:age' })).toBe(
      `Last 4 weeks · label:age\nbug: 3 open · closed 0 0 0 0 · age 10 d, oldest 40 d (${oldest})`,
    );
  });

  it('has a line for each type, in the order of the configuration, and none for types without tickets', async () => {
    const past = openPast(tracker.repository.root);
    for (const type of ['epic', 'feature', 'task'])
      await past.create(daysAgo(1), { title: `A ${type}`, type, labels: ['types'] });
    const text = await stats({ query: 'label:types' });
    expect(
      text
        .split('\n')
        .slice(1)
        .map((line) => line.split(':')[0]),
    ).toEqual(['task', 'feature', 'epic']);
    expect((await stats({ labels: ['types'], type: ['feature'] })).split('\n')).toHaveLength(2);
  });

  it('measures what is done through the server', async () => {
    const key = await tracker.create({ title: 'Quick', labels: ['now'] });
    await tracker.ticket({ action: 'claim', id: key });
    await tracker.ticket({ action: 'close', id: key });
    expect(await stats({ query: 'label:now' })).toMatch(/task: 0 open · closed 0 0 0 1 · cycle 0 h, 90 % within 0 h$/);
  });

  it('names what emptied it', async () => {
    expect(await stats({ query: 'label:nwo' })).toBe('No tickets: label:nwo\nDid you mean label:now?');
  });
});
