import { clientsTopic } from './clients.ts';
import { commandsTopic } from './commands.ts';
import { configurationTopic } from './configuration.ts';
import { environmentTopic } from './environment.ts';
import { errorsTopic } from './errors.ts';
import { fieldsTopic } from './fields.ts';
import { gitTopic } from './git.ts';
import { limitsTopic } from './limits.ts';
import { linksTopic } from './links.ts';
import { mcpTopic } from './mcp.ts';
import { queriesTopic } from './queries.ts';
import { reviewTopic } from './review.ts';
import { statusesTopic } from './statuses.ts';
import { templatesTopic } from './templates.ts';
import type { Topic } from './topic.ts';

/** In the order of docs/reference.md: what is wanted most comes first. */
export const topics: readonly Topic[] = [
  statusesTopic,
  queriesTopic,
  fieldsTopic,
  commandsTopic,
  linksTopic,
  reviewTopic,
  templatesTopic,
  configurationTopic,
  mcpTopic,
  clientsTopic,
  gitTopic,
  environmentTopic,
  errorsTopic,
  limitsTopic,
];

/** The list of topics, which is one itself. */
const allTopics: Topic = {
  name: 'topics',
  otherNames: ['topic', 'help', 'reference'],
  summary: 'What tracker help explains, besides each command: tracker help TOPIC.',
  blocks: () => [{ head: ['topic', 'is about'], rows: topics.map(({ name, summary }) => [name, summary]) }],
};

export const findTopic = (word: string): Topic | undefined =>
  [...topics, allTopics].find(({ name, otherNames }) => name === word || otherNames.includes(word));

/** All words that a topic answers to. */
export const listTopicWords = (): string[] =>
  [...topics, allTopics].flatMap(({ name, otherNames }) => [name, ...otherNames]);
