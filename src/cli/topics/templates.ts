import { builtInTemplates } from '../../domain/rules/built-in-templates.ts';
import { templateVariables } from '../../domain/rules/fill-template.ts';
import { getTemplate, listMatter } from '../../domain/rules/template.ts';
import { code, codes, type Topic } from './topic.ts';

export const templatesTopic: Topic = {
  name: 'templates',
  otherNames: ['template', 'variables', 'vars'],
  summary: 'Descriptions to begin with, and how to write your own.',
  blocks: () => [
    '`tracker create --template bug-fix --var what="Login fails"`. A variable with a question mark may be left out. `tracker templates` lists those of the repository too.',
    {
      head: ['template', 'for', 'variables'],
      rows: Object.keys(builtInTemplates)
        .sort()
        .map((name) => [
          code(name),
          getTemplate({}, name).about ?? '',
          templateVariables(getTemplate({}, name))
            .map((variable) => code(`${variable.name}${variable.default === undefined ? '' : '?'}`))
            .join(', '),
        ]),
    },
    `Your own stand in \`.tracker/templates/NAME.md\`: the fields between two lines of \`---\` (${codes(listMatter())}), then the description; \`about\` is for the list of templates. \`{{name}}\` is a variable, \`{{name|default}}\` one that may be left out, \`\\{{name}}\` plain text.`,
  ],
};
