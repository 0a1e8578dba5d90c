import * as z from 'zod/mini';
import { TrackerError } from '../errors.ts';
import { limits } from '../event/ticket.ts';
import * as fields from '../input/fields.ts';
import { describeIssues } from '../input/issues.ts';
import { nearest } from '../near.ts';
import { once } from '../once.ts';
import { quote, sentence } from '../words.ts';
import { variableWords } from './built-in-templates.ts';
import { type Template, templateShape, withoutEmpty } from './template.ts';
import { fillVariables, findVariables, mapTexts, type TemplateVariable, textsOf } from './variable.ts';

/** What a filled template gives a ticket. */
export type FilledTemplate = z.infer<ReturnType<typeof filledShape>>;
const filledShape = once(() => z.strictObject({ fields: templateShape(), description: fields.text }));

export const templateVariables = ({ fields, description }: Template): TemplateVariable[] =>
  findVariables([...textsOf(fields), description]);

/**
 * The fields and the description with their variables filled in. Throws `invalid_input`, naming all variables that are
 * missing and all that are not the template's.
 */
export function fillTemplate(template: Template, vars: Readonly<Record<string, string>>): FilledTemplate {
  const variables = templateVariables(template);
  const names = variables.map(({ name }) => name);
  const given = new Map(Object.entries(vars).map(([name, value]) => [variableNamed(names, name), value]));
  checkVariables(template, variables, given);
  const defaults = new Map(variables.map(({ name, default: fallback }) => [name, fallback ?? '']));
  const most = limits.textBytes;
  const fill = (text: string) => fillVariables(text, { given, defaults, most }) ?? refuseLength(template, most);
  const input = { fields: withoutEmpty(mapTexts(template.fields, fill)), description: fill(template.description) };
  const result = filledShape().safeParse(input);
  if (result.success) return result.data;
  const faults = describeIssues(result.error).replaceAll('fields.', '');
  throw new TrackerError(
    'invalid_input',
    `Template ${template.name}, filled in: ${sentence(faults)}`,
    'Give other vars.',
  );
}

function variableNamed(names: readonly string[], given: string): string {
  const word = Object.hasOwn(variableWords, given) ? variableWords[given] : undefined;
  return word !== undefined && names.includes(word) && !names.includes(given) ? word : given;
}

function refuseLength({ name }: Template, most: number): never {
  throw new TrackerError(
    'invalid_input',
    `Template ${name}, filled in, has more than ${most} bytes (${most / 1024} KiB).`,
    'Give shorter vars.',
  );
}

function checkVariables(template: Template, variables: TemplateVariable[], given: ReadonlyMap<string, string>): void {
  const names = variables.map(({ name }) => name);
  const missing = variables.filter((one) => one.default === undefined && !given.has(one.name)).map(({ name }) => name);
  const faults = [...given.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, missing) ?? nearest(name, names);
      return `${quote(name)} is not one of its variables${near ? ` (did you mean "${near}"?)` : ''}`;
    });
  if (missing.length) faults.unshift(`vars needs ${missing.join(', ')}`);
  if (!faults.length) return;
  const message = `Template ${template.name}: ${faults.join('; ')}.`;
  throw new TrackerError('invalid_input', message, sayVariables(template, variables));
}

/** In words: a call with values that nobody gave would make a ticket of them. */
function sayVariables(template: Template, variables: readonly TemplateVariable[]): string {
  const namesOf = (isOptional: boolean) =>
    variables.filter((one) => (one.default !== undefined) === isOptional).map(({ name }) => name);
  const [needed, optional] = [namesOf(false).join(', '), namesOf(true).join(', ')];
  return [
    ...(needed || optional ? [] : ['It has no variables.']),
    ...(needed ? [`Its variables: ${needed}.`] : []),
    ...(optional ? [`Optional: ${optional}.`] : []),
    ...(template.fields.title === undefined ? ['It needs a title too.'] : []),
  ].join(' ');
}
