import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../scripts/build.ts';
import { program } from '../support/client.ts';
import { makeDirectory } from '../support/workspace.ts';

const { files, front, rest } = await buildProgram();
const outputs = new Map(Object.entries(rest.outputs).map(([path, output]) => [path.replace(/^dist\//, ''), output]));

/** The source files that Node loads together with this one of dist, without those that wait for an import(). */
function listSources(name: string): string[] {
  const loaded = new Set([name]);
  for (const each of loaded) {
    for (const { path, kind, external } of outputs.get(each)?.imports ?? []) {
      if (kind !== 'dynamic-import' && !external) loaded.add(path.replace(/^dist\//, ''));
    }
  }
  return [...loaded].flatMap((each) => Object.keys(outputs.get(each)!.inputs));
}

describe('the program that is shipped', () => {
  it('answers the handshake and tools/list from one small file without a driver, a library or an action', () => {
    const entry = front.outputs['dist/tracker.js']!;
    const sources = Object.keys(entry.inputs);
    expect(sources).toContain('src/mcp/stdio.ts');
    expect(sources.filter((source) => !/^(src\/(mcp|cli)\/|<define:)/.test(source))).toEqual([]);
    expect(entry.imports.filter(({ kind }) => kind !== 'dynamic-import')).toEqual([]);
    expect(Buffer.byteLength(files.get('tracker.js')!)).toBeLessThan(32 * 1024);
  });

  it('serves a tool call without loading the SDK', () => {
    expect(listSources('mcp-tracker.js')).toContain('src/actions/perform.ts');
    expect(listSources('mcp-tracker.js').filter((source) => source.includes('modelcontextprotocol'))).toEqual([]);
    expect(listSources('bridge.js').filter((source) => source.includes('modelcontextprotocol'))).not.toEqual([]);
  });

  it('needs nothing at run time but the driver', () => {
    const external = [...outputs.values()].flatMap((output) =>
      output.imports.filter((entry) => entry.external).map(({ path }) => path),
    );
    expect([...new Set(external)].filter((path) => !path.startsWith('node:') && !isBuiltin(path))).toEqual([
      'better-sqlite3',
    ]);
  });

  it('holds every file that it asks for', () => {
    const asked = [...files.values()].flatMap((text) =>
      [...text.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, path]) => path),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((path) => !files.has(path!.replace(/^\.\//, '')))).toEqual([]);
  });

  it('names no path of the machine that built it', () => {
    for (const text of files.values()) expect(text).not.toContain(process.cwd());
  });

  it('says in one line, before it loads anything, that an old Node will not do', async () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '22.13.1' }); require(${JSON.stringify(program)})`;
    const run = promisify(execFile)(process.execPath, ['-e', script], { cwd: makeDirectory() });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'tracker needs Node.js 22.14.0 or newer, and this is 22.13.1.\n',
    });
  });

  it('is packed whole', () => {
    const [{ files: packed }] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
    );
    const names = packed.map(({ path }: { path: string }) => path);
    for (const name of files.keys()) expect(names).toContain(`dist/${name}`);
    expect(names).toContain('bin/tracker.js');
  });
});

function isBuiltin(name: string): boolean {
  return process.getBuiltinModule(name) !== undefined;
}
