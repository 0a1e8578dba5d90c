import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bodyOf, titleOf } from './corpus.ts';
import { pickNth } from './random.ts';

/** Writes a store of tickets as the peer itself writes it. The keys run from 1. */
export function writePeerStore(form: 'backlog' | 'task-master' | 'memory', cwd: string, size: number): void {
  const numbers = Array.from({ length: size }, (_, at) => at + 1);
  if (form === 'backlog') for (const n of numbers) writeBacklogTask(cwd, n);
  if (form === 'task-master') writeTaskMaster(cwd, numbers);
  if (form === 'memory') write(cwd, 'memory.jsonl', numbers.map(memoryLine).join('\n'));
}

/** The key of a ticket in such a store. */
export const peerKey = { backlog: 'TASK-', 'task-master': '', memory: 'T-' } as const;

const priorities = ['high', 'medium', 'low'];

function writeBacklogTask(cwd: string, n: number): void {
  const title = titleOf(n);
  const front = [
    `id: TASK-${n}`,
    `title: ${title}`,
    `status: ${pickNth(['To Do', 'In Progress', 'Done'], n)}`,
    'assignee: []',
    `created_date: '2026-01-05 10:00'`,
    'labels:\n  - bug',
    'dependencies: []',
    `priority: ${pickNth(priorities, n)}`,
    `ordinal: ${n * 1000}`,
  ];
  const body = `## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n${bodyOf(n)}\n<!-- SECTION:DESCRIPTION:END -->`;
  const name = `task-${n} - ${title.replaceAll(/[^A-Za-z0-9]+/g, '-')}.md`;
  write(cwd, join('backlog/tasks', name), `---\n${front.join('\n')}\n---\n\n${body}\n`);
}

function writeTaskMaster(cwd: string, numbers: number[]): void {
  const tasks = numbers.map((n) => ({
    id: n,
    title: titleOf(n),
    description: bodyOf(n),
    details: '',
    testStrategy: '',
    status: pickNth(['pending', 'in-progress', 'done'], n),
    dependencies: [],
    priority: pickNth(priorities, n),
    subtasks: [],
  }));
  const made = '2026-01-05T10:00:00.000Z';
  const model = { provider: 'anthropic', modelId: 'x', maxTokens: 1000, temperature: 0.2 };
  const metadata = {
    version: '1.0.0',
    lastModified: made,
    taskCount: tasks.length,
    completedCount: 0,
    tags: ['master'],
  };
  const put = (name: string, value: object) => write(cwd, join('.taskmaster', name), JSON.stringify(value, null, 2));
  put('state.json', { currentTag: 'master', lastSwitched: made, branchTagMapping: {}, migrationNoticeShown: true });
  put('config.json', {
    models: { main: model, research: model, fallback: model },
    global: { logLevel: 'info', debug: false, projectName: 'Bench', anonymousTelemetry: false },
  });
  put('tasks/tasks.json', { master: { tasks, metadata: { ...metadata, created: made, description: 'master' } } });
}

const memoryLine = (n: number): string =>
  JSON.stringify({
    type: 'entity',
    name: `T-${n}`,
    entityType: 'ticket',
    observations: [titleOf(n), bodyOf(n), 'priority: high', `status: ${pickNth(['todo', 'doing', 'done'], n)}`],
  });

function write(cwd: string, name: string, text: string): void {
  const path = join(cwd, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
