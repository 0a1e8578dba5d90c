import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');

interface SourceFile {
  path: string;
  text: string;
  imports: { from: string; typeOnly: boolean }[];
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readSource(join(source, name)));

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const statements = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gms),
    ...text.matchAll(/()import\('([^']+)'\)/g),
  ];
  const imports = statements.map(([, type, from]) => ({
    from: from!.startsWith('.') ? relative(source, resolve(dirname(file), from!)) : from!,
    typeOnly: type !== undefined && type !== '',
  }));
  return { path: relative(source, file), text, imports };
}

const layerOf = (path: string): string => path.split('/')[0]!;

/** What each folder may import besides itself; `types` only as types. */
const allowed: Record<string, { layers: string[]; types?: string[]; packages: RegExp }> = {
  domain: {
    layers: [],
    packages: /^(zod\/mini|yaml|jsonc-parser|fastest-levenshtein|node-diff3|mdast-util-.*|mdast|micromark-.*)$/,
  },
  store: { layers: ['domain'], packages: /^(node:.*|drizzle-orm.*|better-sqlite3)$/ },
  actions: { layers: ['domain', 'store'], packages: /^(node:(path|crypto)|zod\/mini|drizzle-orm)$/ },
  render: { layers: ['domain'], types: ['actions', 'store'], packages: /^$/ },
  mcp: {
    layers: ['domain', 'actions', 'render'],
    types: ['store'],
    packages: /^(node:.*|@modelcontextprotocol\/sdk.*)$/,
  },
  git: { layers: ['domain', 'store'], packages: /^node:.*$/ },
  // The command line is a door and the composition root: it puts the others together.
  cli: {
    layers: ['domain', 'store', 'actions', 'render', 'mcp', 'git'],
    packages: /^(node:.*|jsonc-parser|smol-toml)$/,
  },
};

describe('the source', () => {
  it('imports one way: domain, store, actions, doors', () => {
    const wrong = files.flatMap((file) => {
      const rule = allowed[layerOf(file.path)];
      if (!rule) return [`${file.path}: no such folder in the layout`];
      return file.imports.flatMap(({ from, typeOnly }) => {
        const isOwn = from.endsWith('.ts') || from.endsWith('.json');
        if (!isOwn) return typeOnly || rule.packages.test(from) ? [] : [`${file.path} imports the package ${from}`];
        const layer = layerOf(from);
        const mayImport =
          layer === layerOf(file.path) || rule.layers.includes(layer) || (typeOnly && rule.types?.includes(layer));
        return mayImport ? [] : [`${file.path} imports ${from}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('keeps domain free of clocks, randomness, files and the environment', () => {
    const impure = /\b(?:Date\.now|new Date\(\)|Math\.random|process\.|performance\.|crypto\b)/;
    expect(
      files.filter((file) => layerOf(file.path) === 'domain' && impure.test(file.text)).map((file) => file.path),
    ).toEqual([]);
  });

  it('keeps SQL in the store', () => {
    const tagged = files.filter(
      (file) =>
        !['store', 'actions'].includes(layerOf(file.path)) && /\bsql`|from 'drizzle-orm|\.prepare\(/.test(file.text),
    );
    expect(tagged.map((file) => file.path)).toEqual([]);
  });

  it('imports the SDK in one place', () => {
    const importing = files.filter((file) =>
      file.imports.some(({ from }) => from.startsWith('@modelcontextprotocol/')),
    );
    expect(importing.every((file) => layerOf(file.path) === 'mcp')).toBe(true);
    expect(importing.length).toBeLessThanOrEqual(2);
  });

  it('has no file over 300 lines', () => {
    expect(files.filter((file) => file.text.split('\n').length > 301).map((file) => file.path)).toEqual([]);
  });

  it('has no function over 70 lines', () => {
    expect(files.flatMap((file) => longFunctions(file).map((name) => `${file.path} ${name}`))).toEqual([]);
  });

  it('has no barrels and no names that say a role instead of a thing', () => {
    const roles = /(?:^|[-/])(?:index|manager|service|helpers?|utils?|handlers?|base|common|misc)\.ts$/;
    expect(files.map((file) => file.path).filter((path) => roles.test(path))).toEqual([]);
  });

  it('writes to stdout only from the command line and the MCP writer', () => {
    const writing = files
      .filter((file) => /console\.(?:log|info|debug)|process\.stdout/.test(file.text))
      .map((file) => file.path);
    expect(writing.filter((path) => layerOf(path) !== 'cli' && layerOf(path) !== 'mcp')).toEqual([]);
  });
});

/** Top-level functions and methods by their indentation, which the formatter guarantees. */
function longFunctions({ text }: SourceFile): string[] {
  const long: string[] = [];
  const open: { indent: string; name: string; line: number }[] = [];
  text.split('\n').forEach((line, number) => {
    const start =
      /^(\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?\s+(\w+)|(?:async\s+)?(\w+)\([^)]*\)(?::[^{]+)?\s*\{$)/.exec(
        line,
      );
    if (start && !/^\s*(?:if|for|while|switch|catch|return)\b/.test(line) && line.trimEnd().endsWith('{'))
      open.push({ indent: start[1]!, name: start[2] ?? start[3]!, line: number });
    const last = open.at(-1);
    if (last && line === `${last.indent}}`) {
      open.pop();
      if (number - last.line + 1 > 70) long.push(last.name);
    }
  });
  return long;
}
