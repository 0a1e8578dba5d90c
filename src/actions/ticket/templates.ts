import * as z from 'zod/mini';
import { templateVariables } from '../../domain/rules/fill-template.ts';
import { getTemplate, templateNames } from '../../domain/rules/template.ts';
import { defineAction } from '../action.ts';

export interface TemplatesResult {
  templates: { name: string; variables: string[] }[];
}

export const templates = defineAction({
  tool: 'ticket',
  name: 'templates',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<TemplatesResult> {
    const files = tx.templateFiles();
    return {
      templates: templateNames(files).map((name) => ({
        name,
        variables: templateVariables(getTemplate(files, name)).map(({ name: variable, default: fallback }) =>
          fallback === undefined ? variable : `${variable}?`,
        ),
      })),
    };
  },
});
