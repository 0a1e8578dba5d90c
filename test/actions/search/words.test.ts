import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const search = (query: string, more: Record<string, unknown> = {}) => tracker.ask('search', { query, ...more });
/** The titles found, in order. */
const titlesOf = (text: string) =>
  [...text.matchAll(/^(?:[A-Z]+-)?\d{6} (.+?)(?: \([^)]*\))?$/gm)].map(([, title]) => title!);
const find = async (query: string) => titlesOf(await search(query));

let keys: Record<string, string>;

beforeAll(async () => {
  const items = [
    { title: 'Login fails on Safari', type: 'bug', description: 'The cookie is dropped by the browser.' },
    { title: 'Harden session cookies', description: 'SameSite and Secure on every cookie we set.' },
    { title: 'Rename getUserById', description: 'It calls `load_account_row` and throws E1234.' },
    { title: 'Split src/http/parseHeaders.ts', labels: ['tech-debt', 'http'] },
    { title: 'Übersetzung der Oberfläche', description: 'Straße und Café' },
    { title: '修复登录页面的错误', description: '用户无法登录系统' },
    { title: 'ログインできない', description: '東京都の利用者' },
    { title: 'Celebrate 🎉 the release', description: 'With 👩‍🚀 and 🦀' },
    { title: 'Measure throughput', description: 'p99 latency of 150ms under load' },
    { title: 'Old archive of cookies' },
  ];
  const made = await tracker.createAll(items);
  keys = Object.fromEntries(items.map(({ title }, i) => [title, made[i]!]));
  await tracker.ticket({ action: 'comment', id: keys['Measure throughput'], message: 'The flamegraph blames zstd.' });
  await tracker.ticket({ action: 'archive', id: keys['Old archive of cookies'] });
});

describe('words', () => {
  it('are found in titles, descriptions, comments and labels, whatever their case', async () => {
    expect(await find('SAFARI')).toEqual(['Login fails on Safari']);
    expect(await find('samesite')).toEqual(['Harden session cookies']);
    expect(await find('flamegraph')).toEqual(['Measure throughput']);
    expect(await find('tech-debt')).toEqual(['Split src/http/parseHeaders.ts']);
  });

  it('must all be there', async () => {
    expect(await find('login cookie')).toEqual(['Login fails on Safari']);
    expect(await find('login throughput')).toEqual([]);
  });

  it('rank a title before a description', async () => {
    expect(await find('cookie')).toEqual(['Harden session cookies', 'Login fails on Safari']);
  });

  it('rank a title before a comment and a description', async () => {
    const [body, comment, title] = await tracker.createAll([
      { title: 'First of three', description: 'About walrus things' },
      { title: 'Second of three' },
      { title: 'The walrus itself' },
    ]);
    await tracker.ticket({ action: 'comment', id: comment, message: 'walrus walrus walrus' });
    expect((await find('walrus'))[0]).toBe('The walrus itself');
    expect(await find('walrus')).toHaveLength(3);
    await tracker.ticket({ action: 'archive', ids: [body, comment, title] });
  });

  it('are also the beginning of words, and with a star nothing else', async () => {
    expect(await find('throughp')).toEqual(['Measure throughput']);
    expect(await find('throughp*')).toEqual(['Measure throughput']);
    expect(await find('hroughput*')).toEqual([]);
  });

  it('in quotes are a phrase', async () => {
    expect(await find('"session cookies"')).toEqual(['Harden session cookies']);
    expect(await find('"cookies session"')).toEqual([]);
    expect(await find('“fails on Safari”')).toEqual(['Login fails on Safari']);
  });

  it('after a minus are not there', async () => {
    expect(await find('cookie -safari')).toEqual(['Harden session cookies']);
    expect(await find('cookie -"session cookies"')).toEqual(['Login fails on Safari']);
    expect(await find('-cookie -type:task')).toEqual([]);
    expect(await find('-cookie')).toHaveLength(7);
  });

  it.each([
    ['getUserById', 'Rename getUserById'],
    ['getuserbyid', 'Rename getUserById'],
    ['UserBy', 'Rename getUserById'],
    ['"user by id"', 'Rename getUserById'],
    ['load_account_row', 'Rename getUserById'],
    ['account_row', 'Rename getUserById'],
    ['E1234', 'Rename getUserById'],
    ['1234', 'Rename getUserById'],
    ['parseHeaders', 'Split src/http/parseHeaders.ts'],
    ['headers', 'Split src/http/parseHeaders.ts'],
    ['src/http/parseHeaders.ts', 'Split src/http/parseHeaders.ts'],
    ['150ms', 'Measure throughput'],
  ])('find the identifier %s', async (query, title) => {
    expect(await find(query)).toContain(title);
  });

  it.each([
    ['roughpu', 'Measure throughput'],
    ['serById', 'Rename getUserById'],
    ['ccount', 'Rename getUserById'],
  ])('find the part of a word %s', async (query, title) => {
    expect(await find(query)).toEqual([title]);
  });

  it.each([
    ['登录', '修复登录页面的错误'],
    ['无法登录', '修复登录页面的错误'],
    ['ログイン', 'ログインできない'],
    ['東京', 'ログインできない'],
    ['🎉', 'Celebrate 🎉 the release'],
    ['🦀', 'Celebrate 🎉 the release'],
    ['uber*', 'Übersetzung der Oberfläche'],
    ['ÜBERSETZUNG', 'Übersetzung der Oberfläche'],
    ['strasse', 'Übersetzung der Oberfläche'],
    ['cafe', 'Übersetzung der Oberfläche'],
  ])('find %s', async (query, title) => {
    expect(await find(query)).toEqual([title]);
  });

  it('show where they stand unless the title shows it', async () => {
    expect(await search('samesite')).toMatch(/cookies\n {2}.*SameSite and Secure/);
    expect(await search('flamegraph')).toContain('\n  The flamegraph blames zstd.');
    expect(await search('throughput')).toBe(
      `1 · throughput\nbacklog:\n${keys['Measure throughput']} Measure throughput`,
    );
  });

  it('leave archived tickets out unless they are asked for', async () => {
    expect(await find('archive')).toEqual([]);
    expect(await find('archive is:archived')).toEqual(['Old archive of cookies']);
  });

  it('find a ticket by its key, its number and its number with a sign', async () => {
    for (const query of [keys['Measure throughput']!, number('Measure throughput'), `#${number('Measure throughput')}`])
      expect((await find(query))[0]).toBe('Measure throughput');
    const bare = await tracker.ask('search', { query: Number(number('Measure throughput')) });
    expect(titlesOf(bare)[0]).toBe('Measure throughput');
  });

  it('find what was written a moment ago, and no longer what was changed', async () => {
    const key = await tracker.create({ title: 'Ephemeral heading' });
    expect(await find('ephemeral')).toEqual(['Ephemeral heading']);
    await tracker.ticket({ action: 'update', id: key, title: 'Lasting heading' });
    expect(await find('ephemeral')).toEqual([]);
    expect(await find('lasting')).toEqual(['Lasting heading']);
    await tracker.ticket({ action: 'comment', id: key, message: 'A fleeting remark' });
    expect(await find('fleeting')).toEqual(['Lasting heading']);
    await tracker.ticket({ action: 'undo', id: key });
    expect(await find('fleeting')).toEqual([]);
    await tracker.ticket({ action: 'archive', id: key });
  });

  const number = (title: string) => keys[title]!.split('-')[1]!;
});
