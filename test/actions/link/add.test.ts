import { beforeAll, describe, expect, it } from 'vitest';
import { useTracker } from '../../support/tool-session.ts';

const tracker = useTracker();

const link = (args: Record<string, unknown>) => tracker.ask('link', { action: 'add', ...args });
const refused = (code: string, args: Record<string, unknown>) =>
  tracker.refused(code, { action: 'add', ...args }, 'link');
/** Without their ids. */
const linksOf = async (id: string) =>
  (await tracker.ask('link', { action: 'list', id }))
    .replace(/^\[\w{6}\] /gm, '')
    .split('\n')
    .slice(1);
const pair = () => tracker.createAll([{ title: 'Left' }, { title: 'Right' }]) as Promise<[string, string]>;

describe('add', () => {
  it.each<[type: string, said: string, here: string, there: string]>([
    ['blocks', 'blocks', 'blocks', 'blocked by'],
    ['blocked_by', 'blocked by', 'blocked by', 'blocks'],
    ['depends_on', 'blocked by', 'blocked by', 'blocks'],
    ['Blocked By', 'blocked by', 'blocked by', 'blocks'],
    ['is-blocked-by', 'blocked by', 'blocked by', 'blocks'],
    ['related', 'related to', 'related to', 'related to'],
    ['relates_to', 'related to', 'related to', 'related to'],
    ['duplicates', 'duplicates', 'duplicates', 'duplicated by'],
    ['duplicate_of', 'duplicates', 'duplicates', 'duplicated by'],
    ['duplicated_by', 'duplicated by', 'duplicated by', 'duplicates'],
    ['discovered_from', 'discovered from', 'discovered from', 'discovered'],
    ['discovered', 'discovered', 'discovered', 'discovered from'],
  ])('reads as a sentence with %s, and is seen from both ends', async (type, said, here, there) => {
    const [left, right] = await pair();
    expect(await link({ id: left, type, target: right })).toBe(`${left} ${said} ${right}`);
    expect(await linksOf(left)).toEqual([`${here} ${right} backlog Right`]);
    expect(await linksOf(right)).toEqual([`${there} ${left} backlog Left`]);
  });

  it.each<[string, boolean]>([
    ['parent', true],
    ['parent_of', true],
    ['child', false],
    ['child of', false],
    ['subtask_of', false],
  ])('puts tickets into the tree with %s', async (type, isParent) => {
    const [left, right] = await pair();
    expect(await link({ id: left, type, target: right })).toBe(`${left} ${isParent ? 'parent' : 'child'} of ${right}`);
    const [parent, child] = isParent ? [left, right] : [right, left];
    expect((await tracker.get(child))[2]).toContain(`parent ${parent} (0/1 done) "`);
    expect(await linksOf(parent)).toEqual([`parent of ${child} backlog ${isParent ? 'Right' : 'Left'}`]);
    expect(await linksOf(child)).toEqual([`child of ${parent} ${isParent ? 'Left' : 'Right'}`]);
  });

  it('says which parent the new one takes the place of', async () => {
    const [first, second] = await pair();
    const child = await tracker.create({ title: 'Child', parent: first });
    expect(await link({ id: child, type: 'child', target: second })).toBe(
      `${child} child of ${second}, in place of ${first}`,
    );
  });

  it('is related where no type is given', async () => {
    const [left, right] = await pair();
    expect(await link({ id: left, target: right })).toBe(`${left} related to ${right}`);
  });

  it('takes other names for its fields, and keys in any form', async () => {
    const [left, right] = await pair();
    expect(await link({ from: `#${left}`, to: right.toLowerCase(), relation: 'blocks' })).toBe(
      `${left} blocks ${right}`,
    );
    const [one, two] = await pair();
    expect(await link({ id: Number(one.split('-')[1]), target: two.split('-')[1], type: 'blocks', url: null })).toBe(
      `${one} blocks ${two}`,
    );
  });

  it('is no error where the link is there already, from whichever end it is said', async () => {
    const [left, right] = await pair();
    await link({ id: left, type: 'blocks', target: right });
    expect(await link({ id: left, type: 'blocks', target: right })).toBe(`${left} blocks ${right}: is so already`);
    expect(await link({ id: right, type: 'blocked_by', target: left })).toBe(
      `${right} blocked by ${left}: is so already`,
    );
    await link({ id: left, type: 'related', target: right });
    expect(await link({ id: right, type: 'related', target: left })).toMatch(/is so already$/);
    await link({ id: left, type: 'parent', target: right });
    expect(await link({ id: right, type: 'child', target: left })).toMatch(/is so already$/);
    expect(await linksOf(left)).toHaveLength(3);
    expect((await tracker.ticket({ action: 'history', id: left })).match(/linked/g)).toHaveLength(2);
  });

  it('is made to each target of a call: a ticket, a commit and an address, all of them or none', async () => {
    const [left, right] = await pair();
    const both = { id: left, target: right, type: 'blocks', url: 'https://a.example/x' };
    expect(await link(both)).toBe(`${left} blocks ${right}; ${left} url https://a.example/x`);
    expect(await linksOf(left)).toEqual([`blocks ${right} backlog Right`, 'https://a.example/x']);
    expect(await link(both)).toBe(
      `${left} blocks ${right}: is so already; ${left} url https://a.example/x: is so already`,
    );
    const [one, two] = await pair();
    expect(await refused('invalid_input', { id: one, target: two, url: 'ftp://a.example' })).toContain('web address');
    expect(await linksOf(one)).toEqual([]);
    expect(await link({ id: one, blocks: two, discovered_from: left })).toBe(
      `${one} blocks ${two}; ${one} discovered from ${left}`,
    );
  });

  it('takes an address as target, also said twice, with a type that says no more than that', async () => {
    const [left, right] = await pair();
    const url = 'https://a.example/y';
    expect(await link({ id: left, target: url })).toBe(`${left} url ${url}`);
    expect(await link({ id: right, target: url, url, type: 'related' })).toBe(`${right} url ${url}`);
    expect(await refused('invalid_input', { id: left, target: url, type: 'blocks' })).toContain(
      'type goes with a ticket, not with target.',
    );
    expect(await refused('invalid_input', { id: left, url, type: 'blocks' })).toContain(
      'type goes with target, not with url.',
    );
  });

  it('is done once for a key, and answered with all that it made', async () => {
    const [left, right] = await pair();
    const call = { id: left, target: right, url: 'https://a.example/z', idempotency_key: 'both at once' };
    const said = await link(call);
    expect(await link(call)).toMatch(new RegExp(`^already done: ${said}`));
  });

  it('writes nothing on a dry run', async () => {
    const [left, right] = await pair();
    expect(await link({ id: left, type: 'blocks', target: right, dry_run: true })).toBe(
      `Dry run, nothing written:\n${left} blocks ${right}`,
    );
    expect(await linksOf(left)).toEqual([]);
  });

  it('refuses what is not a link type, with the nearest', async () => {
    const [left, right] = await pair();
    expect(await refused('invalid_input', { id: left, type: 'blcoks', target: right })).toMatch(
      /There is no link type "blcoks"; did you mean "blocks"\? It is blocks, blocked_by, related/,
    );
  });

  it('refuses a link without target, of an unknown ticket, and with unknown fields', async () => {
    const [left, right] = await pair();
    expect(await refused('invalid_input', { id: left, type: 'blocks' })).toContain(
      'target is missing, or commit, or url',
    );
    expect(await refused('invalid_input', { type: 'blocks', target: right })).toContain('id is missing');
    expect(await refused('not_found', { id: left, type: 'blocks', target: 'PAY-100000' })).toContain('PAY-100000');
    expect(await refused('invalid_input', { id: left, tpye: 'blocks', target: right })).toContain(
      'did you mean "type"?',
    );
    expect(await refused('invalid_input', { id: left, target: right, message: 'why' })).toContain('"message"');
  });
});

describe('a cycle', () => {
  const chain = async (length: number) => {
    const keys = await tracker.createAll(
      Array.from({ length }, (_, i) => ({ title: `Link ${i}`, ...(i > 0 && { blocked_by: `$${i}` }) })),
    );
    return keys;
  };

  it('of one is refused', async () => {
    const [key] = await chain(1);
    for (const type of ['blocks', 'blocked_by'])
      expect(await refused('dependency_cycle', { id: key, type, target: key })).toContain(`${key} → ${key}`);
    for (const type of ['parent', 'child'])
      expect(await refused('dependency_cycle', { id: key, type, target: key })).toContain(`${key} → ${key}`);
    expect(await refused('invalid_input', { id: key, type: 'related', target: key })).toContain('linked to itself');
  });

  it.each([2, 5])('of %s is refused and shown, from either end', async (length) => {
    const keys = await chain(length);
    const [first, last] = [keys[0], keys.at(-1)];
    const shown = [last, ...keys].join(' → ');
    const text = await refused('dependency_cycle', { id: last, type: 'blocks', target: first });
    expect(text).toContain(`${last} cannot block ${first}: ${shown}`);
    expect(text).toMatch(/link\(action:"graph", id:"\w+-\d+"\) shows them\.$/);
    expect(text).not.toContain('action:"remove"');
    expect(await refused('dependency_cycle', { id: first, type: 'blocked_by', target: last })).toContain(shown);
    expect(await linksOf(first!)).toHaveLength(1);
  });

  it('that is long is shown by its ends', async () => {
    const keys = await chain(40);
    expect(await refused('dependency_cycle', { id: keys[39], type: 'blocks', target: keys[0] })).toMatch(
      new RegExp(`: ${keys[39]} → ${keys[0]} → .* → 26 more → .* → ${keys[39]}\\.$`, 'm'),
    );
  });

  it('is open again when the link that the refusal names is removed', async () => {
    const keys = await chain(3);
    await refused('dependency_cycle', { id: keys[2], type: 'blocks', target: keys[0] });
    await tracker.ask('link', { action: 'remove', id: keys[0], type: 'blocks', target: keys[1] });
    expect(await link({ id: keys[2], type: 'blocks', target: keys[0] })).toBe(`${keys[2]} blocks ${keys[0]}`);
  });

  it('is refused through closed tickets too, and not where blockers only meet', async () => {
    const [a, b, c, d] = (await tracker.createAll(['a', 'b', 'c', 'd'].map((title) => ({ title })))) as [
      string,
      string,
      string,
      string,
    ];
    for (const [id, target] of [
      [a, b],
      [a, c],
      [b, d],
      [c, d],
      [a, d],
    ])
      await link({ id, type: 'blocks', target });
    await tracker.ticket({ action: 'close', id: a });
    expect(await refused('dependency_cycle', { id: d, type: 'blocks', target: a })).toMatch(`${d} → ${a} → ${d}`);
  });

  it('of parents is refused and shown', async () => {
    const [top, middle] = (await tracker.createAll([{ title: 'Top' }, { title: 'Middle', parent: '$1' }])) as [
      string,
      string,
    ];
    const bottom = await tracker.create({ title: 'Bottom', parent: middle });
    for (const args of [
      { id: bottom, type: 'parent', target: top },
      { id: top, type: 'child', target: bottom },
    ])
      expect(await refused('dependency_cycle', args)).toContain(
        `${bottom} cannot be the parent of ${top}: ${top} → ${bottom} → ${middle} → ${top}`,
      );
  });
});

describe('add of a commit', () => {
  let full: string;
  beforeAll(() => {
    full = tracker.repository.commit('Fix the SameSite flag', 'src/login.ts');
  });

  it('checks it against the repository and keeps its subject', async () => {
    const key = await tracker.create('Has a commit');
    expect(await link({ id: key, commit: full.slice(0, 8) })).toBe(
      `${key} commit ${full.slice(0, 10)} Fix the SameSite flag`,
    );
    expect(await linksOf(key)).toEqual([`commit ${full.slice(0, 10)} Fix the SameSite flag`]);
    expect(await tracker.get(key)).toContain(`commit ${full.slice(0, 10)} Fix the SameSite flag`);
    expect(await link({ id: key, commit: full })).toMatch(/is so already$/);
    expect(await link({ id: key, hash: full.toUpperCase() })).toMatch(/is so already$/);
  });

  it('takes what git calls a commit', async () => {
    const key = await tracker.create('Has HEAD');
    expect(await link({ id: key, sha: 'HEAD' })).toContain(`commit ${full.slice(0, 10)}`);
  });

  it('refuses what the repository does not have, and what is no name of a commit', async () => {
    const key = await tracker.create('Has none');
    for (const commit of ['deadbeefdeadbeef', '--all', '../../etc/passwd', 'HEAD:src/login.ts', `${full}\n--help`])
      expect(await refused('not_found', { id: key, commit })).toContain('The repository has no commit');
    expect(await linksOf(key)).toEqual([]);
  });

  it('refuses a type beside it instead of dropping it', async () => {
    const key = await tracker.create('Typed');
    expect(await refused('invalid_input', { id: key, type: 'blocks', commit: full })).toContain(
      'type goes with target',
    );
    expect(await refused('invalid_input', { id: key, type: 'parent', url: 'https://a.example' })).toContain(
      'type goes',
    );
  });
});

describe('add of a url', () => {
  it('keeps it', async () => {
    const key = await tracker.create('Has a page');
    expect(await link({ id: key, url: 'https://example.org/a?b=1#c' })).toBe(`${key} url https://example.org/a?b=1#c`);
    expect(await linksOf(key)).toEqual(['https://example.org/a?b=1#c']);
    expect(await link({ id: key, url: 'https://example.org/a?b=1#c' })).toMatch(/is so already$/);
  });

  it('refuses what is no web address', async () => {
    const key = await tracker.create('Has no page');
    for (const url of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'example.org',
      'https://',
      'https://a b',
      `https://${'a'.repeat(3000)}`,
    ])
      expect(await refused('invalid_input', { id: key, url })).toContain('is not a web address');
  });
});
