/** The rooms of `src`, from the bottom up, and what each may import besides itself. */
export interface Room {
  /** Rooms that it may use. */
  uses: string[];
  /** Rooms of which it may import types only. */
  types?: string[];
  packages?: RegExp;
}

const node = 'node:.*';
const matches = (...names: string[]): RegExp => new RegExp(`^(?:${names.join('|')})$`);

const domain = ['domain', 'domain/text', 'domain/event', 'domain/input', 'domain/rules', 'domain/query'];
const tables = ['store/schema', 'store/read', 'store/apply', 'store/find', 'store/find/cards', 'store/fulltext'];
const actions = [
  'actions',
  'actions/ticket',
  'actions/claim',
  'actions/rank',
  'actions/board',
  'actions/search',
  'actions/link',
  'actions/alignment',
  'actions/gates',
  'actions/admin',
  'actions/catalog',
];
const git = ['git/ask', 'git/heal', 'git/sync', 'git/drivers'];
const commandLine = [
  ...[
    'cli',
    'cli/commands',
    'cli/access',
    'cli/network',
    'cli/terminal',
    'cli/init',
    'cli/doctor',
    'cli/clients',
    'cli/topics',
  ],
];

const action: Room = {
  uses: [...domain, 'domain/description', ...actions, 'store/read', 'store/find', 'store/find/cards'],
  types: ['store'],
  packages: matches('zod/mini', 'node:(?:path|crypto)'),
};
/** The command line is a door and the composition root: it puts the others together. */
const composing: Room = {
  uses: [
    ...domain,
    ...tables,
    'store',
    'home',
    'home/file',
    'access',
    'serve',
    'serve/rest',
    'serve/rest/admin',
    'serve/sign-in',
    'serve/web',
    'serve/webhooks',
    'remote',
    ...git,
    ...actions,
    'render',
    'mcp',
    'mcp/tools',
    'mcp/stdio',
    ...commandLine,
  ],
  packages: matches(node),
};

const program: Record<string, Room> = {
  domain: { uses: [], packages: matches('fastest-levenshtein') },
  'domain/text': { uses: ['domain'], packages: matches('node-diff3') },
  'domain/event': { uses: ['domain', 'domain/text'] },
  'domain/input': { uses: ['domain', 'domain/event'], packages: matches('zod/mini') },
  'domain/rules': {
    uses: ['domain', 'domain/event', 'domain/input'],
    packages: matches('zod/mini', 'yaml', 'jsonc-parser'),
  },
  'domain/query': { uses: ['domain', 'domain/event', 'domain/input'] },
  'domain/description': { uses: ['domain', 'domain/text'], packages: matches('mdast.*', 'micromark.*') },

  'store/schema': {
    uses: ['domain', 'domain/event'],
    packages: matches('drizzle-orm.*', 'better-sqlite3', 'node:(?:fs|path|url)'),
  },
  store: {
    uses: ['domain', 'store/schema'],
    types: ['domain/event', 'domain/rules', 'store/read', 'store/fulltext'],
    packages: matches('better-sqlite3', 'node:(?:crypto|fs|os|path)'),
  },
  'store/read': {
    uses: ['domain', 'domain/event', 'domain/rules', 'store/schema'],
    types: ['store'],
    packages: matches('drizzle-orm.*'),
  },
  'store/apply': {
    uses: ['domain', 'domain/event', 'store/schema', 'store/read'],
    types: ['store'],
    packages: matches('drizzle-orm', 'better-sqlite3', 'node:crypto'),
  },
  'store/fulltext': {
    uses: ['domain', 'domain/event', 'domain/query', 'store', 'store/schema'],
    packages: matches('drizzle-orm', 'better-sqlite3', 'node:(?:fs|timers/promises)'),
  },
  'store/find': {
    uses: ['domain', 'domain/event', 'domain/query', 'domain/rules', 'store/schema', 'store/read', 'store/fulltext'],
    types: ['store'],
    packages: matches('drizzle-orm.*'),
  },
  // Of all tickets at once, and so kept from one version of the file to the next.
  'store/find/cards': {
    uses: ['domain', 'domain/event', 'domain/query', 'domain/rules', 'store/schema', 'store/read', 'store/find'],
    types: ['store'],
    packages: matches('drizzle-orm.*'),
  },

  // Publishing is the part of the file's home that replaces it: one machine in ten files, in a folder of its own.
  'home/file/publish': {
    uses: ['domain', 'store', 'store/schema', 'store/apply', 'home/file', 'home/file/side'],
    packages: matches('better-sqlite3', node),
  },
  // What lies beside the file: by which names, for whom, on which mount, of which work tree.
  'home/file/side': { uses: ['store', 'home/file'], packages: matches(node) },
  'home/file': {
    uses: [
      ...['domain', 'domain/event', 'store', 'store/schema', 'store/read', 'store/apply'],
      ...['home/file/publish', 'home/file/side'],
    ],
    // The interface that it answers to.
    types: ['home'],
    packages: matches('better-sqlite3', node),
  },
  'home/log': {
    uses: ['domain', 'domain/event', 'store/schema', 'store/apply'],
    types: ['home'],
    packages: matches('better-sqlite3', node),
  },
  home: {
    uses: ['domain', 'domain/event', 'domain/rules', 'store', ...tables, 'home/file', 'home/file/side'],
    packages: matches('node:(?:fs|path)'),
  },

  // Whom the network lets in: a file of its own, which git does not carry.
  access: {
    uses: ['domain', 'store', 'store/schema'],
    packages: matches('better-sqlite3', 'node:(?:crypto|fs|path)'),
  },

  // The door for other machines: over HTTP, by token.
  serve: {
    uses: [
      ...['domain', 'domain/event', 'access', 'actions', 'home', 'store/schema', 'store/read'],
      ...['serve/events', 'serve/mcp', 'serve/rest', 'serve/sign-in', 'serve/web', 'serve/webhooks', 'render'],
    ],
    types: ['store'],
    packages: matches('hono.*', '@hono/node-server.*', 'node:(?:http|https|net|util|zlib)'),
  },
  // REST: its paths as data, each an action's or the access store's.
  'serve/rest': {
    uses: [
      ...['domain', 'domain/event', 'domain/input', 'access', 'store/schema', 'store/read'],
      ...['serve', 'serve/rest/admin', 'serve/sign-in'],
      ...['actions', 'actions/ticket', 'actions/catalog', 'render'],
    ],
    types: ['store'],
    packages: matches('hono', 'node:(?:crypto|util|zlib)'),
  },

  // Its paths about the access store: who comes in and who is told.
  'serve/rest/admin': {
    uses: ['domain', 'domain/input', 'access', 'serve', 'serve/rest', 'serve/webhooks'],
    packages: matches('hono', 'node:crypto'),
  },
  'serve/mcp': {
    uses: ['domain', 'domain/event', 'actions', 'mcp', 'render', 'serve', 'serve/rest'],
    packages: matches('hono', 'node:crypto'),
  },
  'serve/events': {
    uses: ['domain', 'domain/event', 'store/schema', 'store/read', 'store/find/cards', 'serve'],
    types: ['home', 'store'],
    packages: matches('hono'),
  },

  // Who is told of changes by a POST of each: signed, to addresses of the internet.
  'serve/webhooks': {
    uses: ['domain', 'domain/event', 'store/schema', 'store/read', 'serve'],
    types: ['access'],
    packages: matches('node:(?:crypto|dns/promises|http|https|net)'),
  },

  // How a browser is signed in, by halves of which neither opens anything alone.
  'serve/sign-in': { uses: ['serve'], types: ['access'], packages: matches('hono', 'node:crypto') },
  // What a browser loads before anybody has signed in: files of the build.
  'serve/web': { uses: ['domain', 'serve'], packages: matches('hono', 'node:(?:fs|path)') },

  // A tracker that another machine answers for.
  remote: {
    uses: ['domain', 'domain/event', 'store', 'home/file', 'mcp'],
    packages: matches('node:(?:crypto|fs|path|timers/promises)'),
  },

  'git/ask': {
    uses: ['domain', 'domain/event', 'store', 'home/file', 'home/file/side'],
    types: ['home'],
    packages: matches(node),
  },
  'git/drivers': {
    uses: ['domain', 'domain/event', 'store', 'store/read', 'home/file'],
    types: ['store/schema'],
    packages: matches(node),
  },
  'git/heal': {
    uses: [
      ...['domain', 'domain/event', 'store', 'store/read', 'git/ask'],
      ...['home/file', 'home/file/publish', 'home/file/side'],
    ],
    types: ['home'],
    packages: matches(node),
  },
  'actions/claim': action,
  'actions/rank': action,
  'git/sync': {
    uses: [
      'domain',
      'domain/event',
      'domain/rules',
      'store',
      'store/schema',
      'store/read',
      'home/file',
      'git/ask',
      'git/heal',
      'git/drivers',
    ],
    types: ['home'],
    packages: matches(node),
  },

  actions: { ...action, uses: [...action.uses, 'store/apply'], types: ['store', 'home'] },
  'actions/ticket': action,
  'actions/board': action,
  'actions/search': action,
  'actions/link': action,
  'actions/alignment': action,
  'actions/gates': action,
  'actions/catalog': action,
  'actions/admin': { ...action, uses: [...action.uses, 'store/apply'] },

  render: { uses: domain, types: [...actions, ...tables, 'store'] },

  mcp: {
    uses: ['domain', 'domain/input', 'actions', 'mcp/tools'],
    types: ['domain/rules', 'home'],
    packages: matches('@modelcontextprotocol/server.*'),
  },
  // Lines on pipes, and the process that serves one client by them.
  'mcp/stdio': { uses: ['mcp'], types: ['mcp/tools'], packages: matches('node:stream') },
  'mcp/tools': { uses: ['domain/input'], types: ['domain', 'actions'] },

  cli: composing,
  'cli/commands': composing,
  'cli/access': composing,
  'cli/network': composing,
  'cli/terminal': {
    uses: ['domain', 'domain/event', 'render', 'cli'],
    types: [...actions, 'home'],
    packages: matches(node),
  },
  'cli/init': composing,
  // Doctor tries the lock.
  'cli/doctor': { ...composing, uses: [...composing.uses, 'home/file/publish', 'home/file/side'] },
  'cli/topics': composing,
  'cli/clients': { uses: ['domain', 'git/drivers'], packages: matches('jsonc-parser', 'smol-toml', node) },
};

/**
 * The board's client: what runs in a browser, and nothing of which is in the program. Of the rest it knows types, which are
 * gone when it is built.
 */
const client = (...uses: string[]): Room => ({
  uses,
  types: Object.keys(program),
  packages: matches(
    ...['preact(?:/.*)?', '@preact/signals', 'virtua', 'tinykeys', 'micromark', 'micromark-extension-gfm.*'],
    '@atlaskit/pragmatic-drag-and-drop.*',
  ),
});

const clientRooms = (names: readonly string[]): Record<string, Room> =>
  Object.fromEntries(names.map((name) => [name, client(...names.filter((one) => one !== name))]));

export const rooms: Record<string, Room> = {
  ...program,
  ...clientRooms([
    'web',
    ...['api', 'live', 'data', 'parts', 'keys', 'texts', 'shell', 'board', 'markdown', 'style'].map(
      (name) => `web/${name}`,
    ),
    ...['ticket', 'ticket/text', 'ticket/timeline', 'create', 'list', 'inbox', 'agents', 'history', 'settings'].map(
      (name) => `web/${name}`,
    ),
  ]),
};
