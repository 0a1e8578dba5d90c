import type { Client, Launch, Way } from './client.ts';
import { addToJson, readJsonCommand, readJsonUrl } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

interface JsonClient extends Omit<Client, 'addServer' | 'removeServer' | 'readCommand' | 'readUrl'> {
  /** Where our entry stands. */
  entryPath: string[];
  /** The entry that starts our server. */
  local(launch: Launch): object;
  /** How its file names a variable of the environment. */
  variable(name: string): string;
  /** The entry that asks one on another machine. */
  remote(url: string, headers: Readonly<Record<string, string>>): { url: string } | { httpUrl: string };
  /** What a new file begins with. */
  start?: string;
}

/** A client that is told of servers by an object in a JSON file. */
export function jsonClient({ entryPath, local, variable, remote, start, ...rest }: JsonClient): Client {
  // A committed file says where the token is, never the token.
  const headers = { Authorization: `Bearer ${variable('TRACKER_TOKEN')}` };
  const entryOf = (way: Way): object => ('url' in way ? remote(way.url, headers) : local(way));
  return {
    ...rest,
    addServer: (text = start, way) => addToJson(text, entryPath, entryOf(way)),
    removeServer(text) {
      const without = takeBackEntry(text, entryPath, entryOf);
      return without === start ? undefined : without;
    },
    readCommand: (text) => readJsonCommand(text, entryPath),
    readUrl: (text) => readJsonUrl(text, entryPath),
  };
}
