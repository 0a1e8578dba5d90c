import { join } from 'node:path';
import type { Id } from '../../domain/event/event.ts';
import { findHead } from '../../home/file/head.ts';
import { getGitDir } from '../../home/file/location.ts';
import { openVersions } from '../../home/file/version-file.ts';
import type { FileHome } from '../../home/file-home.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { OpenVersion, OtherVersion } from '../../store/upkeep.ts';
import { git } from '../ask/git.ts';
import { findBlobs } from '../ask/past.ts';
import { getBlobNamed, lacking } from '../ask/version.ts';
import { type Known, readKnown, strangersIn } from './losses.ts';

/**
 * A version that no edge of HEAD's history leads to, and that git still remembers: what was resolved blindly in a rebase, a
 * cherry-pick or a squash. It may have been left out on purpose, so that it is listed and never brought in unasked.
 */
export interface Remembered extends OtherVersion {
  /** Names the finding, so that it is told once. */
  key: string;
}

interface Candidate {
  name: string;
  where: string;
  blob: string;
  /** What the other version was made of: of a commit that is replayed only what it added counts. */
  base?: string | undefined;
}

/**
 * What git remembers of other versions, where they have events that the file lacks, each event under one name: a version
 * that has no more than another is left out. `isWanted`: the others are not looked into.
 */
export async function listOtherVersions(
  home: FileHome,
  isWanted: (one: Pick<Remembered, 'key'>) => boolean = () => true,
): Promise<Remembered[]> {
  const candidates = (await listCandidates(home)).filter((one) => isWanted({ key: keyOf(one) }));
  if (candidates.length === 0) return [];
  const parents = new Set(await findBlobs(home.root, await listParents(home.root)));
  const known = await readKnown(home);
  const found: Remembered[] = [];
  for (const candidate of candidates) {
    // What HEAD was made of is looked at along its edges.
    if (parents.has(candidate.blob)) continue;
    const ids = await listLacking(home, candidate, known);
    if (ids.size > 0) found.push({ name: candidate.name, where: candidate.where, ids, key: keyOf(candidate) });
  }
  return found.filter(
    ({ ids }, at) => !found.some((other, place) => place !== at && covers(other.ids, ids, place < at)),
  );
}

/** Whether one set has all of another and more; or just the same, where it comes first. */
const covers = (one: ReadonlySet<Id>, other: ReadonlySet<Id>, isFirst: boolean): boolean =>
  (isFirst ? one.size >= other.size : one.size > other.size) && [...other].every((id) => one.has(id));

const keyOf = ({ name, blob }: Pick<Candidate, 'name' | 'blob'>): string => `${name} ${blob.slice(0, 12)}`;

async function listLacking({ repository }: FileHome, { blob, base }: Candidate, known: Known): Promise<Set<Id>> {
  const reader = strangersIn(repository, known);
  const [theirs, before] = [await reader.strangers(blob), base ? await reader.strangers(base) : { ids: new Set<Id>() }];
  if ('fault' in theirs || 'fault' in before) return new Set();
  return new Set([...theirs.ids].filter((id) => !before.ids.has(id)));
}

const listParents = async (root: string): Promise<string[]> =>
  (await git(root, ['rev-parse', '--quiet', 'HEAD^@'])).stdout.split('\n').filter(Boolean);

async function listCandidates(home: FileHome): Promise<Candidate[]> {
  const [resolved, named] = await Promise.all([listResolved(home), listNamed(home)]);
  return [...resolved, ...named];
}

/** What the index keeps of a conflict that was settled: base and other side. A merge's other side is a parent of its commit. */
async function listResolved({ root, location }: FileHome): Promise<Candidate[]> {
  if (readIfThere(join(getGitDir(location), 'MERGE_HEAD')) !== undefined) return [];
  const { stdout } = await git(root, ['ls-files', '--resolve-undo', '-z', '--', '.tracker/data.db']);
  const stages = new Map<string, string>();
  for (const entry of stdout.split('\0')) {
    const [, blob, stage] = /^\d+ ([0-9a-f]+) ([123])\t/.exec(entry) ?? [];
    if (blob && stage) stages.set(stage, blob);
  }
  const blob = stages.get('3');
  if (!blob) return [];
  const where = 'The other side of a conflict that was settled here';
  return [{ name: blob.slice(0, 10), where, blob, base: stages.get('1') }];
}

/** The commits that git keeps the names of: what is being squashed, and the branch before it was rebased. */
async function listNamed({ root, location }: FileHome): Promise<Candidate[]> {
  const gitDir = getGitDir(location);
  const squashed = /^commit ([0-9a-f]{40,64})$/m.exec(readIfThere(join(gitDir, 'SQUASH_MSG')) ?? '')?.[1];
  const rebased = findRebased(gitDir);
  const named = [
    ...(squashed ? [{ commit: squashed, where: 'What is being squashed' }] : []),
    ...(rebased ? [{ commit: rebased, where: 'This branch before the last rebase' }] : []),
  ];
  const blobs = await findBlobs(
    root,
    named.map(({ commit }) => commit),
  );
  return named.flatMap(({ commit, where }, at) => {
    const blob = blobs[at];
    return blob ? [{ name: commit.slice(0, 10), where, blob }] : [];
  });
}

/** ORIG_HEAD, where a rebase has set it that is done, and its branch is the one that is checked out. */
function findRebased(gitDir: string): string | undefined {
  const original = readIfThere(join(gitDir, 'ORIG_HEAD'))?.trim();
  if (!original) return undefined;
  const log = (readIfThere(join(gitDir, 'logs/HEAD')) ?? '').split('\n');
  const start = log.findLastIndex((line) => line.startsWith(`${original} `) && isStart.test(line));
  const finish = start < 0 ? undefined : log.slice(start).find((line) => isFinish.test(line));
  const branch = finish && isFinish.exec(finish)?.[1];
  return branch !== undefined && branch === findHead(gitDir) ? original : undefined;
}

/** "OLD NEW NAME <ADDRESS> TIME ZONE\tpull --rebase (start): checkout …" */
const isStart = /\t[^\t]*rebase[^\t]*\(start\): checkout/;
const isFinish = /\t[^\t]*rebase[^\t]*\(finish\): returning to (refs\/heads\/.+)$/;

/** Longer ones are not looked through. */
const maxBytes = 2 ** 24;

function readIfThere(path: string): string | undefined {
  try {
    return readPlainFile(path, path, maxBytes)?.toString();
  } catch {
    return undefined;
  }
}

/** A commit's version, or one that is listed, with what it was made of. Throws `not_found`, and `database` where git has not got it. */
export async function openNamed(home: FileHome, name: string): Promise<OpenVersion> {
  const { blob, commit } = await getBlobNamed(home, name);
  const candidate = (await listCandidates(home)).find((one) => one.name === name && one.blob === blob);
  const { versions, close } = await openVersions(home.repository.storeVersion, [blob, candidate?.base]);
  const [theirs, base] = versions;
  if (theirs) return { commit, theirs: theirs.db, base: base?.db, close };
  close();
  throw await lacking(home.root, name, commit);
}
