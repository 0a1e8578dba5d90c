import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderTopics } from '../src/cli/topics/render.ts';
import { topics } from '../src/cli/topics/topics.ts';
import { defaultConfig } from '../src/domain/rules/config.ts';

export const referencePath = join(import.meta.dirname, '../docs/reference.md');

/** docs/reference.md: what `tracker help TOPIC` shows, of all topics. */
export const renderReference = (): string =>
  `# Reference

Made of the tables by which the program works (\`npm run generate\`). \`tracker help TOPIC\` shows a chapter, with the types,
gates and reviews of the repository that it is asked in.

${topics.map(({ name, summary }) => `- [${name}](#${name}): ${summary}`).join('\n')}

${renderTopics(topics, defaultConfig)}
`;

if (process.argv[1] === import.meta.filename) writeFileSync(referencePath, renderReference());
