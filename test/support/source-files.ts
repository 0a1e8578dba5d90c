import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';

/** What the architecture test asks of the sources, read by a parser: no text in a string or comment passes for code. */
export interface SourceFile {
  /** From the top of `src`, with slashes. */
  path: string;
  /** The folder of `path`; '' at the top. */
  room: string;
  text: string;
  lines: number;
  imports: Import[];
  /** Functions, methods and arrows, whatever they stand in. */
  functions: { line: number; lines: number }[];
  /** Places at which the code may go one way or the other: what a test has to tell apart. */
  decisions: number;
  /** What is read from a name: `argv` of `process.argv`; of `new Date()`, `new`. */
  members: { object: string; property: string }[];
  /** Lines at which a list is spread into the arguments of a call that takes as many: the stack has an end. */
  spreads: number[];
  /** Tags of template strings: sql`…`. */
  tags: string[];
  /** Whether it says anything that is there at run time. */
  hasCode: boolean;
}

export interface Import {
  /** A path from the top of `src`, or a package as it is written. */
  from: string;
  isOwn: boolean;
  typeOnly: boolean;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export const readSourceFiles = (root: string): SourceFile[] =>
  globSync('**/*.{ts,tsx}', { cwd: root }).map((name) => readSourceFile(root, name.replaceAll('\\', '/')));

export function readSourceFile(root: string, path: string): SourceFile {
  return parseSource(root, path, readFileSync(join(root, path), 'utf8'));
}

export function parseSource(root: string, path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const room = dirname(path) === '.' ? '' : dirname(path);
  const file: SourceFile = {
    ...{ path, room, text, lines: countLines(text) },
    ...{ imports: [], functions: [], decisions: 0, members: [], spreads: [], tags: [], hasCode: false },
  };
  const toImport = (specifier: string, typeOnly: boolean): Import => {
    const isOwn = specifier.startsWith('.');
    const from = isOwn ? relative(root, resolve(root, dirname(path), specifier)).replaceAll('\\', '/') : specifier;
    return { from, isOwn, typeOnly };
  };
  for (const node of walk(program as unknown as Node)) note(node, file, toImport);
  file.hasCode = (program.body as unknown as Node[]).some((node) => !isOnlyType(node));
  return file;
}

type ToImport = (specifier: string, typeOnly: boolean) => Import;

const functionKinds = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const decisionKinds = new Set([
  ...['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'CatchClause'],
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'],
]);

function note(node: Node, file: SourceFile, toImport: ToImport): void {
  if (functionKinds.has(node.type)) {
    const line = countLines(file.text.slice(0, node.start));
    file.functions.push({ line, lines: countLines(file.text.slice(0, node.end)) - line + 1 });
  }
  if (decisionKinds.has(node.type) || (node.type === 'SwitchCase' && node.test)) file.decisions++;
  if (node.type === 'MemberExpression' && isNamed(node.object) && isNamed(node.property))
    file.members.push({ object: node.object.name, property: node.property.name });
  if (node.type === 'CallExpression' && spreadsList(node))
    file.spreads.push(countLines(file.text.slice(0, node.start)));
  if (node.type === 'NewExpression' && isNamed(node.callee) && (node.arguments as Node[]).length === 0)
    file.members.push({ object: node.callee.name, property: 'new' });
  if (node.type === 'TaggedTemplateExpression' && isNamed(node.tag)) file.tags.push(node.tag.name);
  const source = (node.source ?? undefined) as Node | undefined;
  if (typeof source?.value === 'string') file.imports.push(toImport(source.value, isTypeImport(node)));
  // The type `import('./x.ts').X`.
  if (node.type === 'TSImportType') {
    const argument = (node.source ?? node.argument) as Node;
    if (typeof argument.value === 'string' && !source) file.imports.push(toImport(argument.value, true));
  }
}

/** What takes any number of arguments, and so is given lists. */
const takesMany = new Set(['push', 'unshift', 'splice', 'max', 'min', 'fromCharCode', 'fromCodePoint']);

function spreadsList({ callee, arguments: given }: Node): boolean {
  const { property } = callee as Node;
  const spread = (given as Node[]).some(({ type }) => type === 'SpreadElement');
  return spread && isNamed(property) && takesMany.has(property.name);
}

const isNamed = (value: unknown): value is { name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

function isTypeImport(node: Node): boolean {
  if (node.type === 'TSImportType') return true;
  if (node.type === 'ImportExpression') return false;
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = (node.specifiers ?? []) as Node[];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

/** Whether a statement is gone when the types are. */
function isOnlyType(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type.startsWith('TS')) return true;
  if (node.type !== 'ExportNamedDeclaration') return false;
  const declaration = node.declaration as Node | null;
  return declaration ? declaration.type.startsWith('TS') : isTypeImport(node);
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [node[key]].flat()) if (isNode(child)) yield* walk(child);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** The files that import each other in a circle, types and late imports included: one list a circle. */
export function findCircles(files: readonly Pick<SourceFile, 'path' | 'imports'>[]): string[][] {
  const targets = new Map(
    files.map(({ path, imports }) => [path, imports.filter(({ isOwn }) => isOwn).map(({ from }) => from)]),
  );
  const reach = new Map([...targets.keys()].map((path) => [path, reachable(path, targets)]));
  const inCircle = [...targets.keys()].filter((path) => reach.get(path)?.has(path)).sort();
  const circles = new Map<string, string[]>();
  for (const path of inCircle) {
    const members = inCircle.filter((other) => reach.get(path)?.has(other) && reach.get(other)?.has(path));
    circles.set(members.join(), members);
  }
  return [...circles.values()];
}

function reachable(start: string, targets: ReadonlyMap<string, string[]>): Set<string> {
  const found = new Set<string>();
  const waiting = [...(targets.get(start) ?? [])];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    waiting.push(...(targets.get(path) ?? []));
  }
  return found;
}
