import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { type FileHome, openFileHome } from '../../src/home/file-home.ts';
import { lastTicketNumber } from '../../src/store/apply/numbers.ts';
import type { Position } from '../../src/store/schema/position.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { until } from '../support/until.ts';
import { ticketOf } from '../support/versions.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

let repository: TestRepository;
let home: FileHome;
beforeEach(() => {
  repository = makeRepository();
  home = open();
});

function open(): FileHome {
  const location = locate(repository.root);
  const opened = openFileHome(location, repositoryOf(location.root));
  onTestFinished(() => opened.close());
  return opened;
}

const add = (title: string, to = home) =>
  to.write(async ({ db, add }) => add(ticketOf(title), lastTicketNumber(db) + 1));
const position = () => home.read(async (state) => state.position);
/** What a listener was told, and how to stop it. */
function listen(to = home) {
  const told: Position[] = [];
  const stop = to.watch((one) => void told.push(one));
  return { told, stop };
}
const toldOf = (told: readonly Position[], count: number) => until(`${count} were told`, () => told.length >= count);
/** How many folders and files the system watches for this process. */
const watches = () =>
  readdirSync('/proc/self/fdinfo').reduce((sum, name) => sum + (readInfo(name).match(/^inotify /gm)?.length ?? 0), 0);
function readInfo(name: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8');
  } catch {
    return '';
  }
}

describe('who watches', () => {
  test('is told of each new state once, and not of what was there, of a refusal or of a dry run', async () => {
    await add('before');
    const { told } = listen();
    await home.write(async ({ refold }) => refold(), { dryRun: true });
    await add('one');
    await toldOf(told, 1);
    await expect(home.write(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await home.read(async () => undefined);
    const first = await position();
    await add('two');
    await toldOf(told, 2);
    expect(told).toEqual([first, await position()]);
  });

  test('is told of what another process writes, of the first version as well, and of what git puts in its place', async () => {
    const { told } = listen();
    expect(await runTracker({ cwd: repository.root }, 'create', 'By another')).toMatchObject({ code: 0 });
    await toldOf(told, 1);
    const first = await position();
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'Tickets');
    await add('one');
    await toldOf(told, 2);
    repository.git('checkout', '--quiet', '--', '.tracker/data.db');
    await toldOf(told, 3);
    expect([told[0], told[2]]).toEqual([first, first]);
    rmSync(join(repository.root, '.tracker'), { recursive: true });
    repository.git('checkout', '--quiet', '--', '.tracker');
    // The folder is another one now.
    await add('two');
    await toldOf(told, 4);
    await runTracker({ cwd: repository.root }, 'create', 'Once more');
    await toldOf(told, 5);
    expect(told[4]).toEqual(await position());
  });

  test('hears nothing more once it has stopped, and others do', async () => {
    const [one, other] = [listen(), listen()];
    await add('one');
    await Promise.all([toldOf(one.told, 1), toldOf(other.told, 1)]);
    one.stop();
    one.stop();
    await add('two');
    await toldOf(other.told, 2);
    expect(one.told).toHaveLength(1);
  });

  test('is told, whatever another one does with what it is told', async () => {
    home.watch(() => {
      throw new Error('odd');
    });
    const { told } = listen();
    await add('one');
    await toldOf(told, 1);
  });
});

test.skipIf(process.platform !== 'linux')(
  'nothing is watched before somebody asks, nor after the last one has stopped or the home is closed',
  async () => {
    await add('one');
    const before = watches();
    await add('two');
    expect(watches()).toBe(before);
    const { stop } = listen();
    const other = listen();
    expect(watches()).toBe(before + 1);
    stop();
    expect(watches()).toBe(before + 1);
    other.stop();
    listen();
    home.close();
    await until('the watch is closed', () => watches() === before);
  },
);
