import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../scripts/build.ts';
import { findParts, readPart, renderNotices } from '../scripts/package/notices.ts';
import { makeDirectory } from './support/workspace.ts';

const { metafile, files } = await buildProgram();
const parts = findParts(metafile);

/** A package in a folder of its own. */
function makePackage(license: string, texts: Record<string, string>): string {
  const folder = makeDirectory();
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'left-pad', version: '1.0.0', license }));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the notices of the package', () => {
  it('name everything that is in a file of the program, with its version, its licence and its text', () => {
    const inProgram = Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.keys(inputs).filter((path) => inputs[path]!.bytesInOutput > 0))
      .filter((path) => path.startsWith('node_modules/'))
      .map((path) =>
        path
          .split('/')
          .slice(1, path.startsWith('node_modules/@') ? 3 : 2)
          .join('/'),
      );
    const names = parts.map(({ name }) => name);
    expect([...new Set(inProgram)].filter((name) => !names.includes(name))).toEqual([]);
    expect(files.size).toBeGreaterThan(5);
    // What the browser runs is handed on as well.
    expect(names).toEqual(expect.arrayContaining(['preact', '@preact/signals']));

    const notices = renderNotices(parts);
    for (const { name, version, license, text } of parts) {
      expect(notices).toContain(`\n${name} ${version} (${license})\n`);
      expect(notices).toContain(`\n${text}\n`);
      expect(text.length, name).toBeGreaterThan(100);
    }
  });

  it("name what is compiled into the drivers' binaries", () => {
    const names = parts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'SQLite', 'node-addon-api', 'node-gyp']));
    const sqlite = parts.find(({ name }) => name === 'SQLite')!;
    const driver = readFileSync('node_modules/better-sqlite3/prebuilds/linux-x64.node', 'latin1');
    expect(driver).toContain(sqlite.version);
    expect(sqlite.text).toContain('May you do good and not evil.');
  });

  it('have the known text of a licence for a package that brings none', () => {
    const { license, text } = parts.find(({ name }) => name === 'drizzle-orm')!;
    expect(license).toBe('Apache-2.0');
    expect(text).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  });

  it('have all texts that a package brings', () => {
    const folder = makePackage('MIT', {
      'LICENCE.txt': 'Do as you like.\r\n',
      NOTICE: 'Made by Ada.',
      'license.js': '1',
    });
    expect(readPart(folder).text).toBe('Do as you like.\n\nMade by Ada.');
  });

  it('cannot be made where a package brings no text and none is known', () => {
    expect(() => readPart(makePackage('MIT', {}))).toThrow('left-pad (MIT) brings no licence text');
  });
});
