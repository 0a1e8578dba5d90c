import type { Action } from '../../actions/action.ts';
import type { ToolName } from '../../domain/hint.ts';
import { published } from '../../domain/input/fields.ts';

/** A tool as a client sees it. What its actions take is theirs; the tool says in which order they are published. */
export interface Tool {
  name: ToolName;
  title: string;
  description: readonly Line[];
  /** Every action of the tool. A single one is not published: there is nothing to choose. */
  actions: readonly string[];
  /** Fields that its actions take and publish, and that are not worth their tokens in this tool. */
  unpublished?: readonly string[];
  /** Fields that a client should always send, though the actions do without. */
  required?: readonly string[];
}

/** Of a description. What names actions has forms: the first is told of which a caller may ask for all the actions. */
export type Line = string | readonly { of: readonly string[]; text: string }[];

/** A property as published: one `type`, no combinators. Fields carry it as `.meta({ published })`. */
export interface PublishedProperty {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  description?: string;
  enum?: readonly string[];
  items?: PublishedProperty;
  /** Of an object: Gemini refuses one without. */
  properties?: Readonly<Record<string, PublishedProperty>>;
}

export interface PublishedTool {
  name: ToolName;
  title: string;
  description: string;
  inputSchema: {
    type: 'object';
    properties: Record<string, PublishedProperty>;
    required?: string[];
  };
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean; openWorldHint: boolean };
  _meta: Record<string, unknown>;
}

const types: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];
const keywords: readonly string[] = ['type', 'description', 'enum', 'items', 'properties'];

/**
 * Folds those of a tool's actions that a caller may ask for into one flat schema. Throws where the tool's table and the
 * actions disagree.
 */
export function publishTool(tool: Tool, all: readonly Action[], allowed: readonly Action[] = all): PublishedTool {
  const every = tool.actions.map((name) => getAction(tool, name, all));
  const unpublished = all.find((action) => action.tool === tool.name && !every.includes(action));
  if (unpublished) throw new Error(`${tool.name} does not publish its action ${unpublished.name}`);
  const stale = tool.unpublished?.find((name) => !every.some((action) => name in action.input().shape));
  if (stale) throw new Error(`${tool.name} leaves out ${stale}, which no action of it takes`);
  const actions = every.filter((action) => allowed.includes(action));
  const names = actions.map(({ name }) => name);
  const choice = every.length > 1;
  const required = [...(choice ? ['action'] : []), ...(tool.required ?? [])];
  const properties = {
    ...(choice && { action: { type: 'string', enum: names } as const }),
    ...foldFields(tool, actions),
  };
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description.flatMap((line) => tell(line, names)).join('\n'),
    inputSchema: { type: 'object', properties, ...(required.length > 0 && { required }) },
    annotations: actions.every((action) => action.access === 'read')
      ? { readOnlyHint: true, openWorldHint: false }
      : { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    _meta: { 'anthropic/alwaysLoad': true },
  };
}

/** The form of a line for who may ask for these actions, if it has one. */
function tell(line: Line, allowed: readonly string[]): string[] {
  if (typeof line === 'string') return [line];
  const form = line.find(({ of }) => of.every((name) => allowed.includes(name)));
  return form ? [form.text] : [];
}

function getAction(tool: Tool, name: string, all: readonly Action[]): Action {
  const action = all.find((candidate) => candidate.tool === tool.name && candidate.name === name);
  if (!action) throw new Error(`${tool.name} publishes the action ${name}, which does not exist`);
  return action;
}

/** The union of the actions' published fields, in order of first use. */
function foldFields(tool: Tool, actions: readonly Action[]): Record<string, PublishedProperty> {
  const fields: Record<string, PublishedProperty> = {};
  for (const action of actions) {
    for (const [name, schema] of Object.entries(action.input().shape)) {
      const property = published(schema) as PublishedProperty | undefined;
      if (!property || tool.unpublished?.includes(name)) continue;
      const where = `${action.tool}.${action.name} ${name}`;
      checkProperty(property, where);
      if (fields[name] && JSON.stringify(fields[name]) !== JSON.stringify(property)) {
        throw new Error(`${where} is published with another meaning than in an action before it`);
      }
      fields[name] = property;
    }
  }
  return fields;
}

/** Clients refuse or garble anything beyond these keywords: combinators, references, lists of types. */
function checkProperty(property: PublishedProperty, where: string): void {
  const stranger = Object.keys(property).find((keyword) => !keywords.includes(keyword));
  if (stranger) throw new Error(`${where} publishes ${stranger}, which not every client reads`);
  if (!types.includes(property.type)) throw new Error(`${where} has to publish exactly one type`);
  if ((property.type === 'array') !== (property.items !== undefined))
    throw new Error(`${where}: items belong to arrays`);
  if (property.items) checkProperty(property.items, `${where} items`);
  const properties = Object.entries(property.properties ?? {});
  if ((property.type === 'object') !== properties.length > 0)
    throw new Error(`${where}: objects, and they alone, have properties`);
  for (const [name, each] of properties) checkProperty(each, `${where} ${name}`);
}
