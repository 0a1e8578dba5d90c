import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrackerError, toTrackerError } from '../../src/domain/errors.ts';
import { dumpFile } from '../../src/git/drivers/version-text.ts';
import { readBytes } from '../../src/home/file/bytes.ts';
import { readEvents } from '../../src/home/file/canonical.ts';
import { checkFile } from '../../src/home/file/check.ts';
import { mergeFiles } from '../../src/home/file/merge-files.ts';
import { translated } from '../../src/home/file/translate.ts';
import { dump } from '../../src/store/read/dump.ts';
import { ask, place, type World, withTracker } from './world.ts';

const reads: [string, Record<string, unknown>][] = [
  ['ticket', { action: 'list', limit: 100, query: 'is:any' }],
  ['search', { query: 'login' }],
  ['search', { query: 'key:PAY-100001' }],
  ['board', { action: 'kanban' }],
  ['board', { action: 'summary' }],
  ['board', { action: 'ready' }],
  ['board', { action: 'me' }],
  ['board', { action: 'stats' }],
  ['alignment', { action: 'list' }],
  ['ticket', { action: 'history' }],
];

const ofTicket = (id: string): [string, Record<string, unknown>][] => [
  ['ticket', { action: 'get', id }],
  ['ticket', { action: 'get', id, lines: '1-' }],
  ['ticket', { action: 'history', id }],
  ['link', { action: 'graph', id }],
  ['link', { action: 'list', id }],
  ['alignment', { action: 'get', id }],
];

const writes = (id: string): [string, Record<string, unknown>][] => [
  ['ticket', { action: 'create', title: 'A new one' }],
  ['ticket', { action: 'comment', id, message: 'A comment' }],
  ['ticket', { action: 'update', id, priority: 'low', add_labels: ['new'] }],
  ['ticket', { action: 'edit', id, op: 'append', new: 'more' }],
  ['ticket', { action: 'claim', id }],
  ['ticket', { action: 'close', id }],
  ['ticket', { action: 'undo', id }],
];

/**
 * Takes a version of the file through every door. Answers what went wrong: an error that names a defect, a read that
 * changed the file, or a file whose tickets read differently while nothing finds fault with it.
 */
export async function tryFile(world: World, bytes: Buffer, genuine: string): Promise<string[]> {
  const found: string[] = [];
  place(world, bytes);
  const note = (what: string, error: unknown) => {
    const { code, message } = toTrackerError(error);
    if (code === 'internal')
      found.push(
        `${what}: ${message} ${error instanceof TrackerError ? '' : ((error as Error).stack ?? '').slice(0, 900)}`,
      );
  };
  const attempt = async <T>(what: string, work: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      note(what, error);
      return undefined;
    }
  };
  const answers: (string | undefined)[] = [];
  await withTracker(world.folder, async (workspace) => {
    for (const [tool, args] of reads)
      answers.push(await attempt(`${tool} ${JSON.stringify(args)}`, () => ask(workspace, tool, args)));
    const keys = [...new Set(answers.join('\n').match(/[A-Z]+-\d{6}/g))].slice(0, 3);
    for (const id of keys)
      for (const [tool, args] of ofTicket(id))
        await attempt(`${tool} ${args.action}`, () => ask(workspace, tool, args));
    if (!readFileSync(world.data).equals(bytes)) found.push('a read has changed the file');
  });
  const check = await attempt('doctor', () => translated('read', async () => checkFile(world.data)));
  const isSilent = check && check.damage.length + check.differences.length + check.faults.length === 0;
  await attempt('diff', () => dumpFile(world.data));
  const dumped =
    isSilent &&
    (await attempt('dump', () =>
      translated('read', () => readBytes(Buffer.from(bytes), async (db) => [...dump(db)].join(''))),
    ));
  if (typeof dumped === 'string') {
    const refolded = await attempt('merge with itself', () => mergeBytes(bytes, bytes, bytes));
    const again =
      refolded && (await attempt('dump of the merge', () => readBytes(refolded, async (db) => [...dump(db)].join(''))));
    if (again !== undefined && again !== dumped)
      found.push(`reads as it would not after a merge, and doctor is silent (genuine: ${dumped === genuine})`);
  }
  for (const [ours, theirs] of [
    [bytes, world.later],
    [world.later, bytes],
  ] as const)
    await attempt('merge', () => translated('write', async () => mergeBytes(world.file, ours, theirs)));
  await attempt('events', () => translated('read', async () => readEvents(Buffer.from(bytes))));
  await withTracker(world.folder, async (workspace) => {
    const listed = await attempt('list', () => ask(workspace, 'ticket', { action: 'list' }));
    const [id = 'PAY-100001'] = listed?.match(/[A-Z]+-\d{6}/g) ?? [];
    for (const [tool, args] of writes(id)) await attempt(`${tool} ${args.action}`, () => ask(workspace, tool, args));
  });
  return found;
}

/** As git hands versions over: each in a file, of which the result is another one. */
function mergeBytes(base: Buffer, ours: Buffer, theirs: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-fuzz-'));
  const at = (name: string) => join(folder, name);
  try {
    for (const [name, bytes] of Object.entries({ base, ours, theirs })) writeFileSync(at(name), bytes);
    mergeFiles(at('merged'), { base: at('base'), ours: at('ours'), theirs: at('theirs') });
    return readFileSync(at('merged'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
