import { afterAll } from 'vitest';
import { removeDirectories } from './workspace.ts';

// Of every file of tests, in a process that it may share with others.
afterAll(removeDirectories);
