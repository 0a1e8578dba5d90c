import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkFile } from '../../src/home/file/check.ts';
import { type Lane, lanes, type World } from './world.ts';

/** All that is wrong in one version of the file, and the marks in it. */
interface Version {
  marks: Set<string>;
  damage: string | undefined;
}

export interface Scan {
  /** Every mark that any commit, stash or work tree has. */
  found: Set<string>;
  corrupt: string[];
  wrongBranch: string[];
  commits: number;
  versions: number;
}

const file = '.tracker/data.db';

/** Reads every commit that git still has, reachable or not, stashes and dropped ones among them, and every work tree. */
export function scanWorld(world: World): Scan {
  const scan: Scan = { found: new Set(), corrupt: [], wrongBranch: [], commits: 0, versions: 0 };
  const judged = new Set(world.writes.filter((write) => write.judged).map((write) => write.mark));
  const seen = new Map<string, Version>();
  for (const site of [world.main, world.peer]) {
    const git = (args: string[], input = '') =>
      execFileSync('git', args, { cwd: site.root, env: world.env, input, maxBuffer: 2 ** 30 });
    const commits = listCommits(git);
    const blobs = blobsOf(
      git,
      commits.map(({ hash }) => hash),
    );
    const laneOf = lanesOf(world, commits);
    scan.commits += commits.length;
    for (const { hash } of commits) {
      const blob = blobs.get(hash);
      if (blob === undefined) continue;
      // The whole check computes every table anew; for the most it is enough that the tables agree with each other.
      const thorough = seen.size % 25 === 0;
      const version = seen.get(blob) ?? readVersion(world, git(['cat-file', 'blob', blob]), thorough);
      seen.set(blob, version);
      judge(scan, {
        version,
        lane: laneOf.get(hash),
        judged,
        where: `${site.name} ${hash.slice(0, 10)}`,
      });
    }
    const problems = spawnSync('git', ['fsck', '--no-dangling', '--no-progress'], { cwd: site.root, env: world.env });
    if (problems.status !== 0) scan.corrupt.push(`git fsck in ${site.name}: ${problems.stderr}`);
    const path = join(site.root, file);
    const left = readFile(path, true);
    judge(scan, { version: left, lane: site.lane, judged, where: `the work tree of ${site.name}` });
  }
  scan.versions = seen.size;
  return scan;
}

type Git = (args: string[], input?: string) => Buffer;

interface Commit {
  hash: string;
  parents: string[];
}

function listCommits(git: Git): Commit[] {
  const objects = git(['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype) %(objectname)']);
  const hashes = [...objects.toString().matchAll(/^commit ([0-9a-f]+)$/gm)].flatMap(([, hash]) => hash ?? []);
  const lines = git(['rev-list', '--no-walk=unsorted', '--parents', '--stdin'], hashes.join('\n'));
  return lines
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([hash, ...parents]) => (hash ? [{ hash, parents }] : []));
}

/** The blob of the file in each commit that has it. */
function blobsOf(git: Git, hashes: string[]): Map<string, string> {
  const answer = git(['cat-file', '--batch-check=%(objectname)'], hashes.map((hash) => `${hash}:${file}\n`).join(''));
  const lines = answer.toString().trim().split('\n');
  const answers = hashes.map((hash, i) => {
    const line = lines[i];
    if (line === undefined) throw new Error(`git does not say what ${hash} has.`);
    return [hash, line] as const;
  });
  return new Map(answers.filter(([, line]) => !line.endsWith('missing')));
}

/** Each commit's lane: that of the start that it descends from. */
function lanesOf(world: World, commits: Commit[]): Map<string, Lane> {
  const children = new Map<string, string[]>();
  for (const { hash, parents } of commits)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), hash]);
  const found = new Map<string, Lane>();
  for (const lane of lanes) {
    const open = [world.starts[lane]];
    for (let hash = open.pop(); hash; hash = open.pop()) {
      if (found.has(hash)) continue;
      found.set(hash, lane);
      open.push(...(children.get(hash) ?? []));
    }
  }
  return found;
}

interface Judged {
  version: Version;
  lane: Lane | undefined;
  judged: Set<string>;
  where: string;
}

function judge(scan: Scan, { version, lane, judged, where }: Judged): void {
  if (version.damage) scan.corrupt.push(`${where}: ${version.damage}`);
  for (const mark of version.marks) {
    scan.found.add(mark);
    const own = lanes.find((one) => mark.startsWith(`${one}.`));
    if (lane && own && own !== lane && judged.has(mark)) scan.wrongBranch.push(`${where}, ${lane}: ${mark}`);
  }
}

function readVersion(world: World, bytes: Buffer, thorough: boolean): Version {
  const path = join(world.folder, 'version.db');
  writeFileSync(path, bytes);
  try {
    return readFile(path, thorough);
  } finally {
    rmSync(path, { force: true });
  }
}

function readFile(path: string, thorough: boolean): Version {
  if (!existsSync(path)) return { marks: new Set(), damage: 'it is not there' };
  try {
    const damage = thorough ? findDamage(path) : undefined;
    const database = new Database(path, { readonly: true });
    try {
      const marks = new Set<string>();
      for (const payload of database.prepare('select payload from events').pluck().iterate())
        for (const [mark] of String(payload).matchAll(/\b(?:red|blue|any)\.\d+\./g)) marks.add(mark);
      return { marks, damage: damage ?? (thorough ? undefined : findContradiction(database)) };
    } finally {
      database.close();
    }
  } catch (error) {
    return { marks: new Set(), damage: (error as Error).message };
  }
}

function findDamage(path: string): string | undefined {
  const { damage, differences } = checkFile(path);
  return damage.length + differences.length > 0 ? JSON.stringify({ damage, differences }) : undefined;
}

/** SQLite's own check, and whether the tables hold the rows that the events have made. */
function findContradiction(database: Database.Database): string | undefined {
  const [check] = database.pragma('integrity_check') as { integrity_check: string }[];
  if (check?.integrity_check !== 'ok') return check?.integrity_check;
  const count = (sql: string) => database.prepare(sql).pluck().get() as number;
  const counts = {
    created: count("select count(*) from events where kind = 'create'"),
    tickets: count('select count(*) from tickets'),
    said: count("select count(*) from events where kind = 'comment'"),
    comments: count('select count(*) from comments'),
  };
  return counts.created === counts.tickets && counts.said === counts.comments ? undefined : JSON.stringify(counts);
}
