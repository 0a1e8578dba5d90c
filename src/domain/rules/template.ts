import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { TrackerError } from '../errors.ts';
import * as fields from '../input/fields.ts';
import { describeIssues } from '../input/issues.ts';
import { nearest } from '../near.ts';
import { once } from '../once.ts';
import { foldWord, quote, sentence } from '../words.ts';
import { builtInTemplates } from './built-in-templates.ts';
import { hasVariable, hideVariables, mapTexts, textsOf, type Written } from './variable.ts';

/** The fields that a template may give. */
export const templateShape = once(() =>
  z.strictObject({
    title: z.optional(fields.title),
    type: z.optional(fields.word),
    priority: z.optional(fields.priority),
    points: z.optional(fields.points),
    labels: z.optional(fields.names),
    assignees: z.optional(fields.names),
    parent: z.optional(fields.keyOrNone),
    due: z.optional(fields.date),
    project: z.optional(fields.project),
  }),
);

/** What stands in the front matter; `about` is GitHub's word for it too. */
const matterShape = once(() => z.strictObject({ about: z.optional(fields.title), ...templateShape().shape }));

/** What the front matter of a template may have. */
export const listMatter = (): string[] => Object.keys(matterShape().shape);

/** A template as it is written: variables still stand in its fields and its description. */
export interface Template {
  name: string;
  fields: Record<string, Written>;
  description: string;
  /** What it is for, in a line: for whoever chooses one. */
  about?: string;
}

/** Template files of the repository: their names without `.md`, and their texts. */
export type TemplateFiles = Readonly<Record<string, string>>;

export const templateNames = (files: TemplateFiles): string[] =>
  [...new Set([...Object.keys(files), ...Object.keys(builtInTemplates)])].sort();

/** The repository's template of this name, else the built-in one. Throws `not_found`, or `invalid_input` for a bad file. */
export function getTemplate(files: TemplateFiles, asked: string): Template {
  const names = templateNames(files);
  const word = asked.trim().replace(/\.md$/i, '');
  const name = names.includes(word) ? word : names.find((candidate) => foldWord(candidate) === foldWord(word));
  const text = name === undefined ? undefined : Object.hasOwn(files, name) ? files[name] : builtInTemplates[name];
  if (name !== undefined && text !== undefined) return parseTemplate(name, text);
  const near = nearest(word, names);
  throw new TrackerError(
    'not_found',
    `There is no template ${quote(word)}${near ? `; did you mean "${near}"?` : '.'}`,
    `Templates: ${names.join(', ')}.`,
  );
}

/** Reads `.tracker/templates/NAME.md`: YAML front matter for fields, then the description. Throws `invalid_input`. */
export function parseTemplate(name: string, text: string): Template {
  const source = text.replace(/^\uFEFF/, '');
  const matter = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)??---[ \t]*(?:\r?\n|$)/.exec(source);
  if (!matter && /^---[ \t]*\r?\n/.test(source)) throw invalidFile(name, 'the front matter has no end, a line of ---');
  const body = source.slice(matter?.[0].length ?? 0);
  const written = readFrontMatter(name, matter?.[1] ?? '');
  checkFields(name, written);
  const { about, ...fields } = written;
  return {
    name,
    fields,
    description: body.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd(),
    ...(typeof about === 'string' && { about }),
  };
}

/** An empty field, also one that its variable has left empty, is a field not given. */
export function withoutEmpty(fields: Record<string, Written>): Record<string, Written> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** `failsafe` leaves every value a text: the fields' own readers make of it what they need. */
function readFrontMatter(name: string, yaml: string): Record<string, Written> {
  if (yaml.length > longestMatter)
    throw invalidFile(name, `the front matter has ${yaml.length} characters; at most ${longestMatter} are read`);
  const { hidden, restore } = hideVariables(yaml);
  const document = parseYaml(name, hidden);
  const [error] = document.errors;
  if (error) {
    const line = (error.linePos?.[0].line ?? 0) + 1;
    throw invalidFile(name, `line ${line} is not YAML: ${restore(error.message.split(' at line ')[0] ?? '')}`);
  }
  const written = readDocument(name, document);
  if (written === null) return {};
  if (typeof written !== 'object' || Array.isArray(written)) throw invalidFile(name, 'the front matter has no fields');
  return withoutEmpty(mapTexts(written as Record<string, Written>, restore));
}

/** A hundred times what people write, and little enough to be parsed at once. */
const longestMatter = 16 * 1024;

function parseYaml(name: string, yaml: string): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(yaml, { schema: 'failsafe' });
  } catch {
    // The parser calls itself for each bracket, and throws where the stack ends.
    throw invalidFile(name, 'the front matter is nested too deep');
  }
}

function readDocument(name: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    throw invalidFile(name, `the front matter cannot be read: ${(cause as Error).message}`);
  }
}

/** What holds a variable can be checked only when it is filled in. */
function checkFields(name: string, written: Record<string, Written>): void {
  const known = listMatter();
  const checkable = Object.entries(written).filter(
    ([field, value]) => !known.includes(field) || ![...textsOf(value)].some(hasVariable),
  );
  const input = Object.fromEntries(checkable);
  const result = matterShape().safeParse(input);
  if (result.success) return;
  const faults = describeIssues(result.error, { input, fieldsAt: () => known, whole: 'the front matter' });
  throw invalidFile(name, faults);
}

function invalidFile(name: string, fault: string): TrackerError {
  return new TrackerError(
    'invalid_input',
    `.tracker/templates/${name}.md: ${sentence(fault)}`,
    `Correct the file; its front matter may have ${listMatter().join(', ')}.`,
  );
}
