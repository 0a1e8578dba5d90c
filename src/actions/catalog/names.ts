import * as z from 'zod/mini';
import { type Counts, countLabels, countPeople, countProjects } from '../../store/find/census.ts';
import { findDefaultProject } from '../../store/read/projects.ts';
import { defineAction } from '../action.ts';

export interface ProjectsResult {
  projects: ({ key: string } & Counts)[];
  /** Of new tickets and bare numbers; undefined where there is none yet. */
  default?: string | undefined;
}

export const projects = defineAction({
  tool: 'catalog',
  name: 'projects',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<ProjectsResult> {
    return { projects: countProjects(tx), default: findDefaultProject(tx) };
  },
});

export interface LabelsResult {
  labels: ({ name: string } & Counts)[];
}

export const labels = defineAction({
  tool: 'catalog',
  name: 'labels',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<LabelsResult> {
    return { labels: countLabels(tx) };
  },
});

export interface PeopleResult {
  /** `kind` is null for whoever has been assigned and has done nothing here yet. */
  people: ({ name: string; kind: string | null } & Counts)[];
}

export const people = defineAction({
  tool: 'catalog',
  name: 'people',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<PeopleResult> {
    return { people: countPeople(tx) };
  },
});
