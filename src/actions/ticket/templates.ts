import * as z from 'zod/mini';
import { templateVariables } from '../../domain/rules/fill-template.ts';
import { getTemplate, templateNames } from '../../domain/rules/template.ts';
import { defineAction } from '../action.ts';

export interface TemplatesResult {
  /** `about` is what it is for; a variable with a question mark may be left out. */
  templates: { name: string; about?: string; variables: string[] }[];
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
      templates: templateNames(files).map((name) => {
        const template = getTemplate(files, name);
        const variables = templateVariables(template).map(({ name: variable, default: fallback }) =>
          fallback === undefined ? variable : `${variable}?`,
        );
        return { name, ...(template.about && { about: template.about }), variables };
      }),
    };
  },
});
