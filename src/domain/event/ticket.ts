import { longestName } from '../actor.ts';

export const priorities = ['urgent', 'high', 'medium', 'low', 'none'] as const;
export type Priority = (typeof priorities)[number];
export const defaultPriority: Priority = 'medium';

/** Limits of what a ticket can hold. Text lengths count Unicode code points, descriptions and comments UTF-8 bytes. */
export const limits = {
  titleCharacters: 200,
  textBytes: 256 * 1024,
  nameCharacters: longestName,
  listLength: 50,
  maxPoints: 13,
} as const;

/** Scalars of a ticket that one event can set; `null` clears. */
export interface Scalars {
  title: string;
  type: string;
  status: string;
  priority: Priority;
  points: number | null;
  due: string | null;
  parent: string | null;
  archived: boolean;
}
export type Scalar = keyof Scalars;
export const scalars = ['title', 'type', 'status', 'priority', 'points', 'due', 'parent', 'archived'] as const;
export const setFields = ['labels', 'assignees'] as const;
export type SetField = (typeof setFields)[number];
