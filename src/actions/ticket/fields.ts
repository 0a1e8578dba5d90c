import {
  date,
  key,
  keyOrNone,
  keys,
  names,
  points,
  priority,
  project,
  text,
  title,
  word,
} from '../../domain/fields.ts';
import { limits } from '../../domain/ticket.ts';
import { described } from '../action.ts';

/** What a new ticket can be given. */
export const newTicketFields = {
  title: title.optional(),
  type: word.optional(),
  description: text.optional(),
  priority: priority.optional(),
  points: points.optional(),
  labels: names.optional(),
  assignees: names.optional(),
  parent: keyOrNone.optional(),
  due: date.optional(),
  project: project.optional(),
  blocked_by: described(keys, { type: 'string' }).optional(),
};

export const oneOrMany = { id: key.optional(), ids: keys.optional() };
export const message = text.optional();
export const maxBatch = 2 * limits.listLength;
