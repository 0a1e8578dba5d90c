import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms } from './support/rooms.ts';
import { findCircles, parseSource, readSourceFiles, type SourceFile } from './support/source-files.ts';

const source = join(import.meta.dirname, '../src');
const files = readSourceFiles(source);

const limits = { linesOfFile: 300, linesOfFunction: 60, filesInFolder: 22, decisionsUntested: 10 };

/** Where SQL is written: opening a connection and its transactions are the home's as well. `access` has a file of its own. */
const isStore = ({ room }: SourceFile): boolean => /^(?:store|access)(?:\/|$)/.test(room);

function listWrongImports(file: SourceFile): string[] {
  const rule = rooms[file.room];
  if (!rule) return [`${file.path}: no such room in test/support/rooms.ts`];
  return file.imports.flatMap(({ from, isOwn, typeOnly }) => {
    if (!isOwn) return typeOnly || rule.packages?.test(from) ? [] : [`${file.path} imports the package ${from}`];
    const room = from.split('/').slice(0, -1).join('/');
    const may = room === file.room || rule.uses.includes(room) || (typeOnly && rule.types?.includes(room));
    return may ? [] : [`${file.path} imports ${from}`];
  });
}

const listLongFunctions = ({ path, functions }: SourceFile): string[] =>
  functions.filter(({ lines }) => lines > limits.linesOfFunction).map(({ line, lines }) => `${path}:${line} ${lines}`);

/** What opens files by name, each with its reason. */
const mayOpen = [
  /^store\/regular\.ts$/, // looks at what it is first
  /^home\/file\/(?:write-whole|rescue-log)\.ts$/, // writes what is new, or was looked at
  /^home\/file\/publish\/(?:place|publish|spare|working)\.ts$/, // after regular.ts has looked at the file
  /^home\/file\/publish\/unfinished\.ts$/, // likewise
  /^home\/file\/publish\/tracker-lock\.ts$/, // makes what is not there yet
  /^(?:store\/process|home\/file\/side\/mounts|home\/file\/publish\/proof)\.ts$/, // what the system says of itself
  /^git\/ask\//, // within `.git`, which is trusted as git trusts it
  /^git\/heal\/set-aside\.ts$/, // likewise
  /^git\/sync\/merge-ref\.ts$/, // the user's own attributes
  /^git\/drivers\//, // what git hands over
  /^(?:cli\/(?:kept-code|load)|serve\/web\/web-files)\.ts$/, // the program's own files
  /^cli\/(?:stdin|terminal\/editor|network\/tls)\.ts$/, // what the user names, or saves
  /^store\/schema\/migrate\.ts$/, // likewise
];

describe('the source', () => {
  it('imports by the row of its room alone', () => {
    expect(files.flatMap(listWrongImports)).toEqual([]);
  });

  it('has no row for a room that is gone', () => {
    expect(Object.keys(rooms).filter((room) => !files.some((file) => file.room === room))).toEqual([]);
  });

  it('has each of its rooms, and no other, in the table of docs/architecture.md', () => {
    const page = readFileSync(join(source, '../docs/architecture.md'), 'utf8');
    const named = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)]);
    expect(named.map(([, room]) => room).sort()).toEqual(Object.keys(rooms).sort());
  });

  it('imports in no circle, types and late imports included', () => {
    expect(findCircles(files)).toEqual([]);
  });

  it('keeps domain free of clocks, randomness, files and the environment', () => {
    const impure = new Set(['process', 'performance', 'crypto']);
    const isImpure = ({ object, property }: SourceFile['members'][number]) =>
      impure.has(object) ||
      (object === 'Date' && /^(?:now|new)$/.test(property)) ||
      (object === 'Math' && property === 'random');
    const found = files.filter(({ room, members }) => /^domain\b/.test(room) && members.some(isImpure));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('keeps SQL in the store', () => {
    const asks = (file: SourceFile) =>
      file.imports.some(({ from }) => from.startsWith('drizzle-orm')) ||
      file.tags.includes('sql') ||
      file.members.some(({ property }) => property === 'prepare');
    expect(files.filter((file) => !isStore(file) && asks(file)).map(({ path }) => path)).toEqual([]);
  });

  it("spells calls in the doors alone: what is called next is data, and each door's syntax its own", () => {
    const spelled = /\b(?:ticket|board|search|link|alignment)\((?:action|query|id):["[$]/;
    const found = files.filter(({ room, text }) => !room.startsWith('mcp') && spelled.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('imports the SDK in one place', () => {
    const importing = files.filter(({ imports }) =>
      imports.some(({ from }) => from.startsWith('@modelcontextprotocol/')),
    );
    expect(importing.map(({ path }) => path)).toEqual(['mcp/server.ts']);
  });

  it('has no folder, file or function beyond its limit', () => {
    const count = (room: string) => files.filter((file) => file.room === room).length;
    expect(Object.keys(rooms).filter((room) => count(room) > limits.filesInFolder)).toEqual([]);
    expect(files.filter(({ lines }) => lines > limits.linesOfFile).map(({ path }) => path)).toEqual([]);
    expect(files.flatMap(listLongFunctions)).toEqual([]);
  });

  it('spreads no list into the arguments of a call: how long it is may come from a file, and the stack has an end', () => {
    expect(files.flatMap(({ path, spreads }) => spreads.map((line) => `${path}:${line}`))).toEqual([]);
  });

  // What a browser runs is tested in one: test/web.
  it('has a test at the same path for each file with logic of its own', () => {
    const isTested = (path: string) => existsSync(join(source, '../test', path.replace(/\.tsx?$/, '.test.ts')));
    const untested = files.filter(
      ({ path, decisions }) => !path.startsWith('web/') && decisions >= limits.decisionsUntested && !isTested(path),
    );
    expect(untested.map(({ path }) => path)).toEqual([]);
  });

  it('has no barrels and no names that say a role instead of a thing', () => {
    const roles = /(?:^|[-/])(?:index|manager|service|helpers?|utils?|handlers?|base|common|misc)\.tsx?$/;
    expect(files.map((file) => file.path).filter((path) => roles.test(path))).toEqual([]);
  });

  it('opens files by name in few places: what a repository brings along may be a link, a pipe or a device', () => {
    const opens =
      /\b(?:readFile|readFileSync|openSync|open|copyFile|copyFileSync|createReadStream|appendFileSync|cpSync)\(/;
    const imported =
      /import \{[^}]*\b(?:readFile|readFileSync|openSync|open|copyFile|copyFileSync|createReadStream|appendFileSync|cpSync)\b[^}]*\} from 'node:fs(?:\/promises)?'/s;
    const found = files.filter(({ text }) => imported.test(text) && opens.test(text)).map(({ path }) => path);
    expect(found.filter((path) => !mayOpen.some((one) => one.test(path)))).toEqual([]);
    expect(mayOpen.filter((one) => !found.some((path) => one.test(path)))).toEqual([]);
  });

  it('writes to stdout only from the command line and the MCP writer', () => {
    const writes = ({ object, property }: SourceFile['members'][number]) =>
      (object === 'console' && property !== 'error') || (object === 'process' && property === 'stdout');
    const writing = files.filter(({ members }) => members.some(writes)).map(({ room }) => room.split('/')[0]);
    expect(writing.filter((top) => top !== 'cli' && top !== 'mcp')).toEqual([]);
  });
});

describe('what measures it', () => {
  const parse = (text: string) => parseSource(source, 'store/made.ts', text);
  const body = (lines: number) => '  call();\n'.repeat(lines);

  it.each([
    ['a function', `function f() {\n${body(65)}}\n`],
    ['an arrow', `const f = () => {\n${body(65)}};\n`],
    ['a method of an object', `const o = {\n  short() {},\n  f() {\n${body(65)}  },\n};\n`],
    ['a method of a class', `class C {\n  f() {\n${body(65)}  }\n}\n`],
    ['what follows a method', `function f() {\n  const o = {\n    g() {},\n  };\n${body(65)}}\n`],
  ])('sees that %s is too long', (_, text) => {
    expect(listLongFunctions(parse(text))).toHaveLength(1);
  });

  it.each([
    ["import { a } from '../git/ask/git.ts';", 'imports git/ask/git.ts'],
    ["import type { A } from '../git/ask/git.ts';", 'imports git/ask/git.ts'],
    ["export { a } from '../git/ask/git.ts';", 'imports git/ask/git.ts'],
    ["export * from '../git/ask/git.ts';", 'imports git/ask/git.ts'],
    ["import '../git/ask/git.ts';", 'imports git/ask/git.ts'],
    ["const a = () => import('../git/ask/git.ts');", 'imports git/ask/git.ts'],
    ["let a: import('../git/ask/git.ts').A;", 'imports git/ask/git.ts'],
    ["import { a } from '../domain/event/event.ts';", 'imports domain/event/event.ts'],
    ["import { get } from 'node:https';", 'imports the package node:https'],
  ])('sees the import of %s', (text, expected) => {
    expect(listWrongImports(parse(text))).toEqual([`store/made.ts ${expected}`]);
  });

  it.each([
    "import type { A } from '../domain/event/event.ts';",
    "import { type A, type B } from '../domain/event/event.ts';",
    "let a: import('../domain/event/event.ts').A;",
    "// import { a } from '../git/ask/git.ts';",
    'const a = "import(\'../git/ask/git.ts\')";',
  ])('lets %s pass', (text) => {
    expect(listWrongImports(parse(text))).toEqual([]);
  });

  it.each(['list.push(...more);', 'const a = Math.max(0, ...list);', 'list.splice(at, 1, ...more);'])(
    'sees the spread of %s',
    (text) => {
      expect(parse(text).spreads).toEqual([1]);
    },
  );

  it.each(['list = [...list, ...more];', 'and(...conditions);', 'list.push(more);'])(
    'lets the spread of %s pass',
    (text) => {
      expect(parse(text).spreads).toEqual([]);
    },
  );

  it.each(["import { a } from '../domain/errors.ts';", "const a = () => import('../domain/errors.ts');"])(
    'sees that the client in the browser takes more than types: %s',
    (text) => {
      expect(listWrongImports(parseSource(source, 'web/made.tsx', text))).toEqual([
        'web/made.tsx imports domain/errors.ts',
      ]);
    },
  );

  it('lets the client in the browser know what the server answers with, and nobody know the client', () => {
    const answer = "import type { Answer } from '../serve/rest/shapes.ts';";
    expect(listWrongImports(parseSource(source, 'web/made.tsx', answer))).toEqual([]);
    expect(
      Object.entries(rooms)
        .filter(([room]) => !/^web\b/.test(room))
        .flatMap(([, { uses, types = [] }]) => [...uses, ...types]),
    ).not.toContainEqual(expect.stringMatching(/^web\b/));
  });

  it('sees a circle of types and of late imports', () => {
    const imports = (...targets: string[]) => targets.map((from) => ({ from, isOwn: true, typeOnly: true }));
    const made = [
      { path: 'a', imports: imports('b') },
      { path: 'b', imports: imports('c', 'd') },
      { path: 'c', imports: imports('a') },
      { path: 'd', imports: [] },
      { path: 'e', imports: imports('a') },
    ];
    expect(findCircles(made)).toEqual([['a', 'b', 'c']]);
  });
});
