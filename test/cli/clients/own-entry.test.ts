import { expect, test } from 'vitest';
import { claude } from '../../../src/cli/clients/claude.ts';
import { addOwn, folderOf, helperLine, removeOwn, shownPath } from '../../../src/cli/clients/own-entry.ts';

const own = claude.own!;
const given = { root: '/r', url: 'https://a.example/mcp', helper: "node '/t r' mcp-headers https://a.example" };

test.each([
  '{}',
  '{"projects":{}}',
  '{\n  "theme": "dark",\n  "projects": {\n    "/r": {\n      "allowedTools": []\n    },\n    "/x": {}\n  }\n}\n',
  '{\n  "projects": {\n    "/r": {\n      "mcpServers": {\n        "docs": {}\n      },\n      "seen": 1\n    }\n  }\n}',
])('an entry of the user’s own is added for one repository, once, and taken back to the byte: %j', (text) => {
  const added = addOwn(text, own, given);
  expect(JSON.parse(added).projects['/r'].mcpServers.tracker).toEqual({
    ...{ type: 'http', url: given.url, headersHelper: given.helper },
  });
  expect(addOwn(added, own, given)).toBe(added);
  expect(removeOwn(added, own, '/other')).toBe(added);
  expect(removeOwn(added, own, '/r')).toBe(text);
  // By another installation, and for another server.
  const moved = { ...given, url: 'https://b.example/mcp', helper: 'tracker mcp-headers https://b.example' };
  expect(removeOwn(addOwn(added, own, moved), own, '/r')).toBe(text);
});

test('an entry that is not as ours are stays', () => {
  for (const entry of [
    { type: 'http', url: given.url, headersHelper: '/own/script' },
    { type: 'http', url: given.url, headersHelper: given.helper, timeout: 1 },
    { command: 'tracker', args: ['--mcp-server'] },
  ]) {
    const text = JSON.stringify({ projects: { '/r': { mcpServers: { tracker: entry } } } });
    expect(addOwn(text, own, given)).toBe(text);
    expect(removeOwn(text, own, '/r')).toBe(text);
  }
  expect(removeOwn('', own, '/r')).toBe('');
});

test('the line for a shell is what it was as words', () => {
  expect(helperLine(['/usr/bin/node', "/it's here/t.js", 'mcp-headers', 'http://[::1]:1'], 'linux')).toBe(
    "/usr/bin/node '/it'\\''s here/t.js' mcp-headers 'http://[::1]:1'",
  );
  expect(helperLine(['C:\\Program Files\\node.exe', 'x'], 'win32')).toBe('"C:\\Program Files\\node.exe" x');
});

test('its file is in the home, or where the client’s own variable says', () => {
  expect(folderOf(own, {})).toBeUndefined();
  expect(folderOf(own, { HOME: '/h' })).toBe('/h');
  expect(folderOf(own, { HOME: '/h', CLAUDE_CONFIG_DIR: '/c' })).toBe('/c');
  expect(shownPath(own, '/h', { HOME: '/h' })).toBe('~/.claude.json');
  expect(shownPath(own, '/c', { HOME: '/h' })).toBe('/c/.claude.json');
});
