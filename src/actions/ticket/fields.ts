import * as z from 'zod/mini';
import { limits } from '../../domain/event/ticket.ts';
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
} from '../../domain/input/fields.ts';
import { described, unpublished } from '../action.ts';

/** Links that are made with a ticket, or added to it by an update. */
export const newLinks = {
  blocked_by: z.optional(described(keys, { type: 'string' })),
  blocks: z.optional(unpublished(keys)),
  related: z.optional(unpublished(keys)),
  discovered_from: z.optional(unpublished(keys)),
};

/** What a new ticket can be given. */
export const newTicketFields = {
  title: z.optional(title),
  type: z.optional(word),
  description: z.optional(text),
  priority: z.optional(priority),
  points: z.optional(points),
  labels: z.optional(names),
  assignees: z.optional(names),
  parent: z.optional(keyOrNone),
  due: z.optional(date),
  project: z.optional(project),
  ...newLinks,
  status: z.optional(unpublished(word)),
  /** The ticket's first note. */
  message: z.optional(unpublished(text)),
  /** Of this and `parent` the nearer is the parent. */
  epic: z.optional(unpublished(keyOrNone)),
};

export const oneOrMany = { id: z.optional(key), ids: z.optional(keys) };
export const oneOrManyNames = [['id', 'ids']];
export const message = z.optional(text);
/** Why a gate may be passed, of which nobody is told beforehand. */
export const override = z.optional(unpublished(text));
export const maxBatch = 2 * limits.listLength;
