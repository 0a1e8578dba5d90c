import { describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const link = (action: string, args: Record<string, unknown>) => tracker.ask('link', { action, ...args });
const pair = () => tracker.createAll([{ title: 'Left' }, { title: 'Right' }]) as Promise<[string, string]>;

describe('remove', () => {
  it('takes a link back from either end and says what it has made ready', async () => {
    for (const back of [false, true]) {
      const [left, right] = await pair();
      await link('add', { id: left, type: 'blocks', target: right });
      const args = back ? { id: right, type: 'blocked_by', target: left } : { id: left, type: 'blocks', target: right };
      const sentence = back ? `${right} blocked by ${left}` : `${left} blocks ${right}`;
      expect(await link('remove', args)).toBe(`Removed: ${sentence}\nReady now: ${right} "Right"`);
      expect(await link('list', { id: left })).toBe(`${left} has no links`);
    }
  });

  it('does not call ready what was so before, or is not so yet', async () => {
    const [done, right] = await pair();
    await link('add', { id: done, type: 'blocks', target: right });
    await tracker.ticket({ action: 'close', id: done });
    expect(await link('remove', { id: done, type: 'blocks', target: right })).not.toContain('Ready');
    const other = await tracker.create('Another blocker');
    const [third] = await pair();
    for (const id of [other, third]) await link('add', { id, type: 'blocks', target: right });
    expect(await link('remove', { id: other, type: 'blocks', target: right })).not.toContain('Ready');
    expect(await link('remove', { id: third, type: 'blocks', target: right })).toContain(`Ready now: ${right}`);
  });

  it('takes only the type that is named', async () => {
    const [left, right] = await pair();
    for (const type of ['related', 'duplicates']) await link('add', { id: left, type, target: right });
    expect(await link('remove', { id: left, type: 'related', target: right })).toBe(
      `Removed: ${left} related to ${right}`,
    );
    expect(await link('list', { id: left })).toContain('duplicates');
  });

  it('takes everything between the two where no type is named', async () => {
    const [left, right] = await pair();
    for (const type of ['related', 'discovered_from', 'parent']) await link('add', { id: left, type, target: right });
    expect(await link('remove', { id: left, target: right })).toContain(
      `Removed: ${left} related to, discovered from, parent of ${right}`,
    );
    expect(await link('list', { id: right })).toBe(`${right} has no links`);
  });

  it.each(['parent', 'child'])('takes a ticket out of the tree by %s, which has made the whole ready', async (type) => {
    const [left, right] = await pair();
    await link('add', { id: left, type, target: right });
    const whole = type === 'parent' ? `${left} "Left"` : `${right} "Right"`;
    expect(await link('remove', { id: left, type, target: right })).toBe(
      `Removed: ${left} ${type} of ${right}\nReady now: ${whole}`,
    );
    expect(await link('list', { id: left })).toBe(`${left} has no links`);
  });

  it('takes back a commit and a url', async () => {
    const key = await tracker.create('With both');
    const hash = tracker.repository.commit('Something');
    await link('add', { id: key, commit: hash });
    await link('add', { id: key, url: 'https://example.org' });
    expect(await link('remove', { id: key, commit: hash.slice(0, 7) })).toBe(
      `Removed: ${key} commit ${hash.slice(0, 10)} Something`,
    );
    expect(await link('remove', { id: key, url: 'https://example.org' })).toBe(
      `Removed: ${key} url https://example.org`,
    );
    expect(await link('list', { id: key })).toBe(`${key} has no links`);
  });

  it('does not find a link that is not there', async () => {
    const [left, right] = await pair();
    await link('add', { id: left, type: 'blocks', target: right });
    for (const args of [
      { id: left, type: 'related', target: right },
      { id: right, type: 'blocks', target: left },
      { id: left, type: 'child', target: right },
      { id: left, commit: 'deadbeef' },
      { id: left, url: 'https://example.org' },
    ])
      expect(await tracker.refused('not_found', { action: 'remove', ...args }, 'link')).toContain(
        `link(action:"list", id:"${args.id}")`,
      );
    expect(await link('list', { id: left })).toContain('blocks');
  });

  it('can be undone, and writes nothing on a dry run', async () => {
    const [left, right] = await pair();
    await link('add', { id: left, type: 'blocks', target: right });
    expect(await link('remove', { id: left, target: right, dry_run: true })).toMatch(/^Dry run/);
    expect(await link('list', { id: left })).toContain('blocks');
    await link('remove', { id: left, target: right });
    await tracker.ticket({ action: 'undo', id: left });
    expect(await link('list', { id: left })).toContain(`blocks ${right}`);
  });

  it('refuses the beginning of a hash that several linked commits share', async () => {
    const key = await tracker.create('With many commits');
    const hashes = Array.from({ length: 18 }, (_, i) => tracker.repository.commit(`Commit ${i}`));
    for (const commit of hashes) await link('add', { id: key, commit });
    const shared = hashes.map((hash) => hash[0]!).find((one, i, all) => all.indexOf(one) !== i)!;
    expect(await tracker.refused('invalid_input', { action: 'remove', id: key, commit: shared }, 'link')).toContain(
      'Send more of the hash',
    );
    expect((await link('list', { id: key })).match(/^\[\w{6}\] commit /gm)).toHaveLength(18);
    expect(await link('remove', { id: key, commit: 'HEAD' })).toContain('Commit 17');
  });

  it('refuses an empty commit instead of taking back every one', async () => {
    const key = await tracker.create('With a commit');
    await link('add', { id: key, commit: tracker.repository.commit('Kept') });
    const { isError } = await tracker.client.call('link', { action: 'remove', id: key, commit: '' });
    expect(isError).toBe(true);
    expect(await link('list', { id: key })).toContain('Kept');
  });
});

describe('a link by its id', () => {
  it('is removed from either end, and no other one', async () => {
    const [one, two] = await tracker.createAll([{ title: 'Has two links' }, { title: 'Other end' }]);
    await link('add', { id: one, type: 'blocks', target: two });
    await link('add', { id: one, type: 'related', target: two });
    const ids = (await link('list', { id: two })).match(/(?<=^\[)\w{6}/gm)!;
    expect(ids).toHaveLength(2);
    expect(await link('remove', { id: two, link_id: ids[0] })).toBe(
      `Removed: ${two} blocked by ${one}\nReady now: ${two} "Other end"`,
    );
    expect(await link('remove', { link_id: ids[1] })).toBe(`Removed: ${one} related to ${two}`);
    expect(await tracker.refused('not_found', { action: 'remove', link_id: ids[1] }, 'link')).toContain('no link to');
    expect(await tracker.refused('invalid_input', { action: 'remove' }, 'link')).toContain('id is missing');
  });
});

describe('list', () => {
  it('shows tree, links, commits and pages of a ticket', async () => {
    const hash = tracker.repository.commit('A commit');
    const [parent, key, child, blocked] = (await tracker.createAll([
      { title: 'Parent', type: 'epic' },
      { title: 'Hub', parent: '$1' },
      { title: 'Child', parent: '$2' },
      { title: 'Blocked', blocked_by: '$2' },
    ])) as [string, string, string, string];
    await link('add', { id: key, commit: hash });
    await link('add', { id: key, url: 'https://example.org' });
    expect((await link('list', { id: key })).replace(/^\[\w{6}\] /gm, '')).toBe(
      [
        `${key} Hub`,
        `child of ${parent} Parent`,
        `parent of ${child} backlog Child`,
        `blocks ${blocked} backlog Blocked`,
        `commit ${hash.slice(0, 10)} A commit`,
        'https://example.org',
      ].join('\n'),
    );
    expect(await tracker.ask('link', { id: key })).toBe(await link('list', { id: key }));
  });

  it('refuses a field that it does not use', async () => {
    const key = await tracker.create('Lonely');
    expect(await tracker.refused('invalid_input', { action: 'list', id: key, type: 'blocks' }, 'link')).toContain(
      '"type"',
    );
    expect(await tracker.refused('invalid_input', { action: 'list' }, 'link')).toContain('id is missing');
    expect(await tracker.refused('not_found', { action: 'list', id: 'PAY-100000' }, 'link')).toContain('search(');
  });
});
