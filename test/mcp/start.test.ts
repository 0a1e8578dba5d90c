import { spawnSync } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../scripts/build.ts';
import { program } from '../support/client.ts';
import { makeDirectory } from '../support/workspace.ts';

const { files, metafile } = await buildProgram();

const outputOf = (name: string) => metafile.outputs[`dist/${name}`]!;

/** The source files that Node loads with this one of dist; what it imports later is in other files. */
const listSources = (name: string) => Object.keys(outputOf(name).inputs);

const modern = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

const isSdk = (source: string) => source.includes('@modelcontextprotocol');

describe('the program that is shipped', () => {
  it('answers the handshake and tools/list from one small file without a driver, a library or an action', () => {
    const sources = listSources('tracker.js');
    expect(sources).toContain('src/mcp/stdio/serve.ts');
    expect(sources.filter((source) => !/^(src\/(mcp|cli)\/|<define:)/.test(source))).toEqual([]);
    expect(Buffer.byteLength(files.get('tracker.js')!)).toBeLessThan(32 * 1024);
  });

  it('serves a tool call without loading the SDK or what only some calls need', () => {
    const sources = listSources('mcp-tracker.js');
    expect(sources).toContain('src/actions/perform.ts');
    expect(sources.filter((source) => isSdk(source) || /node_modules.(yaml|mdast|micromark|ajv)/.test(source))).toEqual(
      [],
    );
    expect(listSources('bridge.js').filter(isSdk)).not.toEqual([]);
  });

  it.each([
    ['initialize', { protocolVersion: '2025-11-25' }],
    ['server/discover', { _meta: modern }],
  ])('loads nothing but that file to answer %s and the lists that clients begin with', (method, params) => {
    const hook = `const Module = require('node:module'), load = Module._load;
      Module._load = function (name) { process.stderr.write(name + '\\n'); return load.apply(this, arguments); };
      require(${JSON.stringify(program)});`;
    const asked = [method, 'tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
    const messages = asked.map((name, id) => ({ id, method: name, params: { ...params } }));
    const input = messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join('');
    const run = spawnSync(process.execPath, ['-e', hook, 'tracker', '--mcp-server'], {
      input,
      encoding: 'utf8',
      cwd: makeDirectory(),
    });
    const replies = run.stdout.trimEnd().split('\n');
    expect(replies.map((line) => 'result' in JSON.parse(line))).toEqual(asked.map(() => true));
    const loaded = run.stderr
      .trimEnd()
      .split('\n')
      .filter((name) => !isBuiltin(name));
    expect(loaded).toEqual([program, '../dist/tracker.js']);
  });

  it('needs no package at run time', () => {
    const asked = Object.values(metafile.outputs).flatMap((output) =>
      output.imports.filter(({ external }) => external),
    );
    const paths = asked.map(({ path }) => path);
    expect(paths.filter((path) => !isBuiltin(path) && !files.has(path.replace('./', '')))).toEqual([]);
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
});
