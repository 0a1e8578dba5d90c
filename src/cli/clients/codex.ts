import { isDeepStrictEqual } from 'node:util';
import { parse, type TomlTable } from 'smol-toml';
import { TrackerError } from '../../domain/errors.ts';
import { appendLines, removeLines } from '../../git/drivers/setup.ts';
import { type Client, everyLaunch, type Way } from './client.ts';

const header = '[mcp_servers.tracker]';

function tableOf(way: Way): string[] {
  if ('url' in way) return [header, `url = ${JSON.stringify(way.url)}`, 'bearer_token_env_var = "TRACKER_TOKEN"'];
  const [command, ...args] = way;
  return [
    header,
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map((arg) => JSON.stringify(arg)).join(', ')}]`,
  ];
}

/** The address in a table of ours; what is no TOML has none. */
const urlIn = (text: string): string | undefined =>
  /^\[mcp_servers\.tracker\]\nurl = "([^"\\]+)"$/m.exec(text.replaceAll('\r\n', '\n'))?.[1];

export const codex: Client = {
  name: 'codex',
  title: 'Codex',
  files: ['.codex/config.toml'],
  addServer(text = '', way) {
    const table = tableOf(way);
    const before = parseToml(text);
    if (serversOf(before).tracker !== undefined) return text;
    const added = appendLines(text, text.trim() === '' ? table : ['', ...table]);
    checkOnlyAdded(before, added, table);
    return added;
  },
  removeServer(text) {
    const url = urlIn(text);
    const ways: readonly Way[] = url === undefined ? everyLaunch : [{ url }];
    const table = ways.map(tableOf).find((lines) => removeLines(text, lines) !== text);
    if (!table) return text;
    const without = removeLines(removeLines(text, ['', ...table]), table);
    return without === '' ? undefined : without;
  },
  hookFile: '.codex/hooks.json',
  guide: 'AGENTS.md',
  readCommand(text) {
    const { command: program, args } = (serversOf(parseToml(text)).tracker ?? {}) as Record<string, unknown>;
    return [program, args].flat().filter((word) => typeof word === 'string');
  },
  readUrl(text) {
    const { url } = (serversOf(parseToml(text)).tracker ?? {}) as Record<string, unknown>;
    return typeof url === 'string' ? url : undefined;
  },
  note: 'Codex reads these files only in a folder that you have told it to trust, and runs a hook once you have looked at it (/hooks).',
};

function parseToml(text: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    throw new TrackerError(
      'invalid_input',
      `it is not valid TOML (${String((error as Error).message).split('\n')[0]})`,
    );
  }
}

/** A table cannot be appended to an inline `mcp_servers = {…}`, for one; then nothing is written. */
function checkOnlyAdded(before: TomlTable, added: string, table: readonly string[]): void {
  try {
    const after = parse(added, { integersAsBigInt: true });
    const { tracker, ...others } = serversOf(after);
    const expected = { ...before, mcp_servers: { ...serversOf(before) } };
    if (tracker !== undefined && isDeepStrictEqual({ ...after, mcp_servers: others }, expected)) return;
  } catch {}
  throw new TrackerError(
    'invalid_input',
    'its mcp_servers cannot take another table',
    `Add by hand: ${table.join(' ; ')}`,
  );
}

function serversOf(config: TomlTable): Record<string, unknown> {
  const servers = config.mcp_servers;
  return typeof servers === 'object' && servers !== null ? (servers as Record<string, unknown>) : {};
}
