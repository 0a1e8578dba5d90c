import type { Action } from '../action.ts';
import { cardIds, cards } from './cards.ts';
import { claims } from './claims.ts';
import { conflicts } from './conflicts.ts';
import { labels, people, projects } from './names.ts';
import { tables } from './tables.ts';
import { template } from './template.ts';
import { waiting } from './waiting.ts';

/** What programs and pages ask of a tracker as a whole. No tool has them: a door names them among those that it offers. */
export const catalog: readonly Action[] = [
  ...[cards, cardIds, projects, labels, people, conflicts, tables],
  ...[claims, template, waiting],
];
