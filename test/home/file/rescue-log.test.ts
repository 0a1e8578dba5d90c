import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { openRescueLog } from '../../../src/home/file/rescue-log.ts';
import { ticketOf, titleOf } from '../../support/versions.ts';
import { makeDirectory } from '../../support/workspace.ts';

/** A log in a folder that stands for a git directory: git itself is not asked. */
function openLog() {
  const root = makeDirectory();
  const gitDir = join(root, '.git');
  mkdirSync(gitDir);
  const log = openRescueLog({ root, gitDir });
  const path = join(gitDir, 'tracker/rescue.jsonl');
  return { log, path, titles: () => log.list().map(({ event }) => titleOf(event)) };
}

const [one, two, three] = ['one', 'two', 'three'].map(ticketOf) as [TrackerEvent, TrackerEvent, TrackerEvent];
const write = (...events: TrackerEvent[]) => ({ at: 5, head: 'refs/heads/main', events });

describe('the rescue log', () => {
  test('has what was acknowledged, in that order, until a commit has it', () => {
    const { log } = openLog();
    expect([log.isEmpty(), log.list()]).toEqual([true, []]);
    log.append(write(one, two));
    log.append({ at: 7, head: undefined, events: [three] });
    log.mark('kept', [one.id]);
    log.mark('told', [three.id]);
    expect(log.isEmpty()).toBe(false);
    expect(log.list()).toEqual([
      { event: two, at: 5, head: 'refs/heads/main', told: false },
      { event: three, at: 7, head: undefined, told: true },
    ]);
  });

  test('takes what is acknowledged again for new: it is the last, on the branch of now, and nobody was told', () => {
    const { log } = openLog();
    log.append(write(one, two));
    log.mark('told', [one.id, two.id]);
    log.append({ at: 9, head: 'refs/heads/topic', events: [one] });
    expect(log.list().map(({ event, at, head, told }) => [titleOf(event), at, head, told])).toEqual([
      ['two', 5, 'refs/heads/main', true],
      ['one', 9, 'refs/heads/topic', false],
    ]);
  });

  test('forgets events without a trace, and keeps the others of the same write and what was marked', () => {
    const { log, path, titles } = openLog();
    log.append(write(one, two));
    log.append(write(three));
    log.mark('kept', [three.id]);
    log.forget([]);
    log.forget([one.id, three.id]);
    expect(titles()).toEqual(['two']);
    expect(readFileSync(path, 'utf8')).not.toMatch(/"title":"(one|three)"/);
    log.append(write(three));
    expect(titles()).toEqual(['two', 'three']);
  });

  test('passes over a line that was cut short, and over its own next to it', () => {
    const { log, path, titles } = openLog();
    log.append(write(one));
    appendFileSync(path, '{"at":5,"events":[{"id":"01');
    log.append(write(two));
    appendFileSync(path, '\0\0\0\n');
    log.mark('told', [two.id]);
    expect(titles()).toEqual(['one', 'two']);
    expect(log.list().map(({ told }) => told)).toEqual([false, true]);
  });

  test('is nowhere without git, and where nothing can be written', () => {
    const root = makeDirectory();
    const without = openRescueLog({ root });
    without.append(write(one));
    without.forget([one.id]);
    expect([without.isEmpty(), without.list(), existsSync(join(root, '.tracker'))]).toEqual([true, [], false]);
    writeFileSync(join(root, 'file'), '');
    const nowhere = openRescueLog({ root: join(root, 'file'), gitDir: join(root, 'file') });
    expect([nowhere.isEmpty(), nowhere.list()]).toEqual([true, []]);
    expect(() => nowhere.append(write(one))).toThrow(/ENOTDIR/);
  });
});

describe('a rescue log that has grown', () => {
  const megabyte = 2 ** 20;
  /** An event of about so many bytes. */
  const large = (title: string, bytes: number, letter = 'x'): TrackerEvent => {
    const event = ticketOf(title) as TrackerEvent & { kind: 'create' };
    const description = letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
    return { ...event, payload: { ...event.payload, description } };
  };

  test('gives up the older half, and not before', () => {
    const { log, path, titles } = openLog();
    for (const title of ['a', 'b', 'c', 'd']) log.append(write(large(title, megabyte)));
    expect(titles()).toEqual(['a', 'b', 'c', 'd']);
    log.append(write(two));
    expect(titles()).toEqual(['d', 'two']);
    expect(statSync(path).size).toBeLessThan(2 * megabyte);
  });

  test('counts bytes, whatever the script', () => {
    const { log, path, titles } = openLog();
    for (const title of ['a', 'b', 'c', 'd']) log.append(write(large(title, megabyte, '界')));
    log.append(write(two));
    expect(titles()).toEqual(['d', 'two']);
    expect(statSync(path).size).toBeLessThan(2 * megabyte);
  });

  test('keeps the newest write, however large that is', () => {
    const { log, titles } = openLog();
    log.append(write(large('a', 2 * megabyte)));
    log.append(write(large('b', 3 * megabyte)));
    log.append(write(two));
    expect(titles()).toEqual(['b', 'two']);
  });
});
