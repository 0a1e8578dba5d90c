import * as z from 'zod/mini';
import { variables, word } from '../../domain/input/fields.ts';
import { type FilledTemplate, fillTemplate, templateVariables } from '../../domain/rules/fill-template.ts';
import { getTemplate } from '../../domain/rules/template.ts';
import { defineAction } from '../action.ts';

export interface TemplateResult extends FilledTemplate {
  name: string;
  about?: string;
  /** Those that have to be given and were not: they stand in the texts as they are written. */
  missing: string[];
}

/** What a template gives a ticket, for who fills it in by hand. */
export const template = defineAction({
  tool: 'catalog',
  name: 'template',
  access: 'read',
  input: () => z.strictObject({ template: word, vars: z.optional(variables) }),
  example: { template: 'bug-fix' },
  async run(tx, { template: asked, vars = {} }): Promise<TemplateResult> {
    const found = getTemplate(tx.templateFiles(), asked);
    const missing = templateVariables(found).filter(
      (one) => one.default === undefined && !Object.hasOwn(vars, one.name),
    );
    const asWritten = Object.fromEntries(missing.map(({ name }) => [name, `{{${name}}}`]));
    return {
      ...{ name: found.name, ...(found.about && { about: found.about }), missing: missing.map(({ name }) => name) },
      ...fillTemplate(found, { ...asWritten, ...vars }),
    };
  },
});
