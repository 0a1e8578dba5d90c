import { beforeAll, describe, expect, test } from 'vitest';
import { isTooLarge, maxVersionBytes, readVersion } from '../../../src/git/ask/blob.ts';
import { readEvents } from '../../../src/home/file/canonical.ts';
import { parseHeader } from '../../../src/home/file/header.ts';
import { versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
const content = versionOf('one', 'two');
const used = parseHeader(content, content.length)!.bytes;

/** The name that git gives to a file of these bytes. */
function store(bytes: Buffer | string): string {
  repository.write('stored', bytes);
  return repository.git('hash-object', '-w', 'stored').trim();
}

beforeAll(() => {
  repository = makeRepository();
});

describe('a version of the database', () => {
  test('is read as far as its pages go, however much follows them', async () => {
    const blob = store(Buffer.concat([content, Buffer.alloc(20 * 2 ** 20)]));
    const bytes = await readVersion(repository.root, blob);
    expect(bytes).toEqual(content.subarray(0, used));
    expect(readEvents(bytes!)).toEqual(readEvents(content));
    expect((await readVersion(repository.root, blob, used))?.length).toBe(used);
  });

  test('of more bytes than are read is refused by its header, with its name and size', async () => {
    const blob = store(content);
    const error = await readVersion(repository.root, blob, used - 1).catch((error: unknown) => error);
    expect(isTooLarge(error)).toBe(true);
    expect(error).toMatchObject({ code: 'database', message: expect.stringContaining(blob.slice(0, 7)) });
    const claims = Buffer.from(content);
    claims.writeUInt32BE(maxVersionBytes / 4096 + 1, 28);
    expect(isTooLarge(await readVersion(repository.root, store(claims)).catch((error: unknown) => error))).toBe(true);
  });

  test('that is cut off, no database, empty or not there is what it is', async () => {
    const cut = content.subarray(0, used - 10);
    expect(await readVersion(repository.root, store(cut))).toEqual(cut);
    const pointer = 'version https://git-lfs.github.com/spec/v1\n';
    expect(String(await readVersion(repository.root, store(pointer)))).toBe(pointer);
    expect(String(await readVersion(repository.root, store('no database'.repeat(50))))).toMatch(/^no database/);
    expect(await readVersion(repository.root, store(''))).toEqual(Buffer.alloc(0));
    for (const name of ['0'.repeat(40), 'HEAD:none']) expect(await readVersion(repository.root, name)).toBeUndefined();
  });
});
