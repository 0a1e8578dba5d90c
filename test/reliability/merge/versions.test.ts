import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { type Clone, copiesOfClones } from '../../support/clones.ts';
import { blobOf, dataOf, expectWhole } from '../../support/file-facts.ts';
import { nextVersion } from '../../support/next-version.ts';
import { isolatedEnv } from '../../support/workspace.ts';

/** Every event as stock SQLite reads it, with the payload's own bytes. */
function rawEvents(file: Buffer): Record<string, unknown> {
  const database = new Database(file);
  try {
    const rows = database
      .prepare(
        `select hex(e.id) id, e.time, a.name actor, a.kind actor_kind, s.name session, s.client, hex(t.id) ticket,
           e.kind, e.payload, hex(e.parents) parents
         from events e join actors a using (actor) join sessions s using (session) left join tickets t using (ticket)`,
      )
      .all() as { id: string }[];
    return Object.fromEntries(rows.map((row) => [row.id, row]));
  } finally {
    database.close();
  }
}

const versionOf = (file: Buffer): number => file.readUInt32BE(60);

/** Changes a clone's file with stock SQLite. */
function change({ root }: Clone, ...sql: string[]): void {
  const database = new Database(dataOf(root));
  for (const statement of sql) database.exec(statement);
  database.close();
}

/** What only a later version writes: an event of its own kind, and a field of its own in an event that is known today. */
function writeLater(clone: Clone, id: string): void {
  const payload = { to: 'moon', '10': [1.5, -0, 1e21, null], ['__proto__']: { é: '\u2028"\\' }, '9': true };
  const comment = { body: `From ${clone.user}'s later version`, mood: { '2': 'glad', '1': 'calm' } };
  const quote = (value: unknown) => JSON.stringify(value).replaceAll("'", "''");
  const insert = (event: string, kind: string, value: unknown, parents: string) =>
    `insert into events (id, time, actor, session, ticket, kind, payload, parents)
     select x'${event}', time + 1, actor, session, ticket, '${kind}', '${quote(value)}', ${parents}
     from events where kind = 'create' order by event limit 1`;
  const [teleport, said] = [`0199aabbccddeeff00112244${id}`, `0199aabbccddeeff00112255${id}`];
  change(
    clone,
    insert(teleport, 'teleport', payload, '(select heads from tickets where ticket = 1)'),
    insert(said, 'comment', comment, `x'${teleport}'`),
    `insert into comments (event, ticket) select event, ticket from events where id = x'${said}'`,
    `update tickets set heads = x'${said}' where ticket = 1`,
  );
}

const runIn = (clone: Clone, program: string, ...args: string[]): string =>
  execFileSync(process.execPath, [program, ...args], {
    cwd: clone.root,
    env: isolatedEnv({ TRACKER_ACTOR: clone.user, TRACKER_SESSION: clone.user }),
    encoding: 'utf8',
  });

const makePair = async (): Promise<[Clone, Clone]> => (await pairs()) as [Clone, Clone];
const pairs = copiesOfClones(['anna', 'ben'], (origin) => origin.create('Shared', '--description', 'one'));

describe('a merge of files of two versions', () => {
  test.each([
    ['this', 'this', 'next'],
    ['this', 'next', 'this'],
    ['this', 'next', 'next'],
    ['next', 'this', 'this'],
    ['next', 'this', 'next'],
    ['next', 'next', 'this'],
  ])(
    'by %s one, of ours of %s and theirs of %s, has every event of both as it was written',
    async (driver, ours, theirs) => {
      const next = nextVersion();
      const [anna, ben] = await makePair();
      const older = versionOf(anna.bytes());
      if (driver === 'next') runIn(anna, next, 'init');
      for (const [clone, version, id] of [
        [anna, ours, '0000000a'],
        [ben, theirs, '0000000b'],
      ] as const) {
        await clone.run(
          'comment',
          JSON.parse(await clone.run('list', '--json')).tickets[0].key,
          `Said by ${clone.user}`,
        );
        if (version === 'next') runIn(clone, next, 'create', `Made by ${clone.user}`);
        else await clone.create(`Made by ${clone.user}`);
        if (version === 'next') writeLater(clone, id);
        clone.save();
        expect(versionOf(clone.bytes())).toBe(version === 'next' ? older + 1 : older);
      }
      const expected = { ...rawEvents(anna.bytes()), ...rawEvents(ben.bytes()) };
      anna.merge(ben);
      expect(anna.git('ls-files', '--unmerged')).toBe('');
      expect(rawEvents(anna.bytes())).toEqual(expected);
      expect(versionOf(anna.bytes())).toBe(driver === 'next' ? older + 1 : older);
      const shown = await anna.run('list');
      for (const title of ['Shared', 'Made by anna', 'Made by ben']) expect(shown).toContain(title);
      // Either program goes on with it.
      runIn(anna, next, 'create', 'By the next');
      await anna.create('By this');
      expect(Object.values(rawEvents(anna.bytes()))).toEqual(expect.arrayContaining(Object.values(expected)));
      if (driver === 'this' || (ours === 'this' && theirs === 'this')) expectWhole(dataOf(anna.root));
    },
  );

  test('says the same whichever program made it, and the same bytes once the older one has caught up', async () => {
    const next = nextVersion();
    const [anna, ben] = await makePair();
    runIn(ben, next, 'create', 'By the next');
    writeLater(ben, '0000000b');
    await anna.create('By this');
    for (const clone of [anna, ben]) clone.save();
    runIn(ben, next, 'init');
    const start = anna.git('rev-parse', 'HEAD');
    ben.merge(anna);
    anna.merge(ben);
    // What ben's later program merged is taken as it is; merged by the older one it differs in its version only.
    expect(anna.bytes().equals(ben.bytes())).toBe(true);
    const dump = await anna.run('dump');
    anna.git('reset', '--quiet', '--hard', start);
    anna.git('fetch', '--quiet', ben.root);
    anna.git('branch', 'theirs', 'FETCH_HEAD^1');
    anna.git('merge', '--quiet', '--no-edit', 'theirs');
    expect(anna.bytes().equals(ben.bytes())).toBe(false);
    expect(await anna.run('dump')).toBe(dump);
    expect(rawEvents(anna.bytes())).toEqual(rawEvents(ben.bytes()));
    runIn(anna, next, 'init');
    anna.git('reset', '--quiet', '--hard', start);
    anna.git('merge', '--quiet', '--no-edit', 'theirs');
    expect(anna.bytes().equals(ben.bytes())).toBe(true);
  });

  test('that a much newer one has written keeps what is not known yet', async () => {
    const [anna, ben] = await makePair();
    change(ben, 'pragma user_version = 1099', 'create table orbits (ticket integer primary key, height integer)');
    writeLater(ben, '0000000b');
    ben.save();
    await anna.create('Meanwhile');
    anna.save();
    const expected = { ...rawEvents(anna.bytes()), ...rawEvents(ben.bytes()) };
    anna.merge(ben);
    expect(rawEvents(anna.bytes())).toEqual(expected);
    expectWhole(dataOf(anna.root));
    const { call } = await startClient({ cwd: anna.root });
    expect((await call('search', { query: 'later version' })).text).toContain('Shared');
  });
});

/** git's exit code and what it and the driver have said. */
function pull(clone: Clone, from: Clone): { code: number; said: string } {
  try {
    clone.merge(from);
    return { code: 0, said: '' };
  } catch (error) {
    const { status, stderr, stdout } = error as { status: number; stderr: string; stdout: string };
    return { code: status, said: `${stdout}${stderr}` };
  }
}

describe('a file of a newer major version', () => {
  test.each(['ours', 'theirs'])(
    'as %s is an ordinary conflict that leaves our file whole and says why',
    async (side) => {
      const [anna, ben] = await makePair();
      await anna.create("Anna's");
      await ben.create("Ben's");
      change(side === 'ours' ? anna : ben, 'pragma user_version = 2003');
      for (const clone of [anna, ben]) clone.save();
      const before = anna.bytes();
      const { code, said } = pull(anna, ben);
      expect(code).toBe(1);
      expect(said.split('\n').filter((line) => line.includes('format 2'))).toEqual([
        'error database: .tracker/data.db has format 2; this program reads up to 1.',
      ]);
      expect(said).toContain('Install the newer tracker-mcp that the team uses.');
      expect(said).toContain('CONFLICT (content): Merge conflict in .tracker/data.db');
      expect(anna.bytes().equals(before)).toBe(true);
      const stages = anna.git('ls-files', '--unmerged').split('\n');
      expect(stages.map((line) => line.split(/\s/)[2])).toEqual(['1', '2', '3']);
      expect(blobOf(anna, ':2:.tracker/data.db').equals(before)).toBe(true);
      expect(blobOf(anna, ':3:.tracker/data.db').equals(ben.bytes())).toBe(true);
      anna.git('merge', '--abort');
      expect(anna.bytes().equals(before)).toBe(true);
    },
  );

  test('is merged once the newer program is there', async () => {
    const [anna, ben] = await makePair();
    await anna.create("Anna's");
    await ben.create("Ben's");
    const version = versionOf(ben.bytes());
    change(ben, 'pragma user_version = 2001');
    for (const clone of [anna, ben]) clone.save();
    expect(pull(anna, ben).code).toBe(1);
    // Stands for the upgrade of the team's program: its major version is known again.
    change(ben, `pragma user_version = ${version}`);
    ben.save();
    anna.git('merge', '--abort');
    anna.merge(ben);
    const shown = await anna.run('list');
    for (const title of ["Anna's", "Ben's"]) expect(shown).toContain(title);
  });
});

test('a truncated or foreign file on their side is a conflict that says what it is, and ours stays', async () => {
  const [anna, ben] = await makePair();
  await anna.create("Anna's");
  anna.save();
  const before = anna.bytes();
  const whole = ben.bytes();
  for (const [content, reason] of [
    [whole.subarray(0, 5_000), 'truncated'],
    [Buffer.from('<<<<<<< HEAD\n'), 'is not a SQLite database'],
    [Buffer.concat([whole.subarray(0, 68), Buffer.alloc(4), whole.subarray(72)]), 'another program'],
  ] as const) {
    writeFileSync(dataOf(ben.root), content);
    ben.save(reason);
    const { code, said } = pull(anna, ben);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(reason) });
    expect(anna.bytes().equals(before)).toBe(true);
    anna.git('merge', '--abort');
  }
});
