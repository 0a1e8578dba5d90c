import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { perform } from '../../src/actions/perform.ts';
import type { Author } from '../../src/domain/event/event.ts';
import { locate, repositoryOf } from '../../src/git/ask/repository.ts';
import { type FileTracker, openFileTracker } from '../../src/home/file-tracker.ts';
import { dataOf } from '../support/file-facts.ts';
import { makeRepository } from '../support/workspace.ts';

const author: Author = { actor: 'alice', actorKind: 'agent', session: 's', client: 'test 1' };

/** Scans of tables that grow with the tracker, under their own names or others. */
const scan = /^SCAN (?!CONSTANT|json_each|projects|types|actors|sessions|meta|\d)\w+ (?!.*USING (COVERING )?INDEX)/;
/** Nearly every ticket is not archived: for a call that is not about many, to look at all of these is a scan, too. */
const asGoodAsScan = /USING INDEX tickets_status \(archived=\?\) /;

const originalPrepare = Database.prototype.prepare;

const tolerated = new RegExp(
  [
    // The last row of the table: a scan that is over at once.
    'SCAN events .* order by "events"."event" desc limit \\?$',
    // Links are few bytes each: at 10,000 tickets it takes 0.3 ms to see that none is suspended, and only the summary and a
    // write that adds or removes one ask.
    'SCAN links .* where \\(?"links"\\."suspended" = \\?',
  ].join('|'),
);

describe('a call', () => {
  let root: string;
  let workspace: FileTracker;
  let keys: string[];
  const call = async (tool: string, args: Record<string, unknown>) =>
    (await perform(workspace, { author, scopes: 'all' }, { tool, args })).result;

  beforeAll(async () => {
    ({ root } = makeRepository({ name: 'pay' }));
    workspace = openFileTracker({ location: locate(root), repository: repositoryOf(root) });
    const items = Array.from({ length: 60 }, (_, n) => ({
      title: `Ticket ${n}`,
      labels: [`l${n % 4}`],
      blocked_by: n % 5 === 1 ? ['$1'] : [],
    }));
    const { tickets } = (await call('ticket', { action: 'create', items })) as { tickets: { key: string }[] };
    keys = tickets.map((ticket) => ticket.key);
    // Makes the full-text index, which reads everything once.
    await call('search', { query: 'ticket' });
    return () => workspace.close();
  });
  afterEach(() => void vi.restoreAllMocks());

  /** How SQLite goes about the statements of a call, those on the data file and its copies. */
  async function plansOf(tool: string, args: Record<string, unknown>): Promise<string[]> {
    const texts = new Set<string>();
    // What was prepared before is prepared anew on another version of the file.
    await call('ticket', { action: 'comment', id: keys[59]!, message: 'next version' });
    const prepare = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
      this: Database.Database,
      text: string,
    ) {
      if (basename(this.name).startsWith('data')) texts.add(text);
      return originalPrepare.call(this, text);
    });
    await call(tool, args);
    prepare.mockRestore();
    expect(texts.size).toBeGreaterThan(0);
    return explain([...texts]);
  }

  function explain(texts: string[]): string[] {
    const database = new Database(dataOf(root), { readonly: true });
    try {
      return texts
        .filter((text) => /^\s*(select|with|update|delete|insert)/i.test(text))
        .flatMap((text) => {
          const values = Array.from({ length: (text.match(/\?/g) ?? []).length }, () => '[1]');
          const rows = database.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[];
          return rows.map((row) => `${row.detail} | ${text}`);
        });
    } finally {
      database.close();
    }
  }

  const hot: [tool: string, args: () => Record<string, unknown>][] = [
    ['ticket', () => ({ action: 'get', id: keys[3] })],
    ['ticket', () => ({ action: 'list', query: 'is:open' })],
    ['ticket', () => ({ action: 'list', status: 'todo' })],
    ['ticket', () => ({ action: 'history', id: keys[3] })],
    ['ticket', () => ({ action: 'create', title: 'one more' })],
    ['ticket', () => ({ action: 'update', id: keys[4], priority: 'low' })],
    ['ticket', () => ({ action: 'move', id: keys[5], status: 'todo' })],
    ['ticket', () => ({ action: 'comment', id: keys[6], message: 'seen' })],
    ['ticket', () => ({ action: 'comment', id: keys[6], message: 'once', idempotency_key: 'once' })],
    ['ticket', () => ({ action: 'comment', id: keys[6], message: 'once', idempotency_key: 'once' })],
    ['ticket', () => ({ action: 'claim', id: keys[7] })],
    ['link', () => ({ action: 'add', id: keys[8], type: 'related', target: keys[9] })],
    ['link', () => ({ action: 'add', id: keys[10], type: 'blocks', target: keys[12] })],
    ['link', () => ({ action: 'graph', id: keys[0] })],
    ['board', () => ({ action: 'kanban' })],
    ['board', () => ({ action: 'summary' })],
    ['board', () => ({ action: 'ready' })],
    ['search', () => ({ query: 'ticket' })],
  ];

  /**
   * Two calls count or list over all types, and of the summary it is the tickets that are overdue, 5 of 11 ms at 10,000
   * tickets: too little for an index, which every write would keep up and every file carry.
   */
  it.each(hot)('%s %# goes through no table from end to end', async (tool, args) => {
    const isWide = /list|summary/.test(String(args().action));
    const scans = (await plansOf(tool, args())).filter(
      // The schema has some forty rows, whatever the tracker holds.
      (plan) =>
        !plan.startsWith('SCAN sqlite_schema') &&
        (scan.test(plan) || (!isWide && asGoodAsScan.test(plan))) &&
        !tolerated.test(plan),
    );
    expect(scans).toEqual([]);
  });
});
