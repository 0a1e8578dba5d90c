import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { type Client, everyProgram, launchIn, programIn, type Way } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { addGuide, removeGuide } from '../clients/guide.ts';
import { addHook, removeHook } from '../clients/hooks.ts';
import { type Change, type FileEdit, maxFileBytes, planFile } from './change.ts';

type Place = Pick<Location, 'root'>;

/**
 * The client's file with our entry: one that starts our server, or asks the one at `url`, which takes the place of any that
 * `init` has written before.
 */
export async function planClient({ root }: Place, client: Client, url?: string): Promise<Change> {
  const path = findClientFile(root, client) ?? client.files[0];
  const way: Way = url === undefined ? launchIn(root) : { url };
  const edit: FileEdit['edit'] = (text) =>
    client.addServer(url === undefined ? text : makeRoom(client, text, url), way);
  const change = await planFile({ root, path, encoding: 'utf8', edit });
  const other = change.state === 'keep' ? describeOther(root, client, { path, url }) : undefined;
  return { ...change, note: other === undefined ? client.title : `${client.title}: ${other}` };
}

/** Without another entry of ours; one that is right already keeps its place. */
const makeRoom = (client: Client, text: string | undefined, url: string): string | undefined =>
  text === undefined || text.trim() === '' || client.readUrl(text) === url ? text : client.removeServer(text);

/** What is in the way of the entry that is wanted, where something is. */
function describeOther(root: string, client: Client, { path, url }: { path: string; url: string | undefined }) {
  const there = client.readUrl(readHere(root, path));
  if (url !== undefined && there === url) return undefined;
  if (isForeign(root, client, path)) return 'its tracker is another server, which was left as it is';
  if (there === url) return undefined;
  return there === undefined
    ? 'its tracker was changed by hand, and was left as it is'
    : `its tracker is the one at ${there}; tracker init --remove takes that back`;
}

/** Whether the entry with our name is of another product, which has that name too: it is none that `init` writes. */
export function isForeign(root: string, client: Client, path: string): boolean {
  const text = readHere(root, path);
  return !client.readCommand(text).includes('--mcp-server') && client.removeServer(text) === text;
}

const readHere = (root: string, path: string): string =>
  String(readPlainFile(join(root, path), path, maxFileBytes) ?? '');

export function findClientFile(root: string, client: Client): string | undefined {
  return client.files.find((path) => existsSync(join(root, path)));
}

/** What has each session told where it begins, and what its instructions say: hooks, and a section in a Markdown file. */
export async function planSessions({ root }: Place, wanted: readonly Client[]): Promise<Change[]> {
  const program = programIn(root);
  const hooks = wanted.flatMap(({ hookFile, name, title }) =>
    hookFile === undefined
      ? []
      : [
          planFile({ root, path: hookFile, encoding: 'utf8', edit: (text) => addHook(text, name, program) }).then(
            (change) => ({ ...change, note: `${title} runs tracker prime where a session begins or was compacted` }),
          ),
        ],
  );
  const guides = [...new Set(wanted.map(({ guide }) => guideIn(root, guide)))].map(async (path) => ({
    ...(await planFile({ root, path, encoding: 'latin1', edit: (text) => addGuide(text, program) })),
    note: 'three lines on how to use tracker',
  }));
  return Promise.all([...hooks, ...guides]);
}

/** One that is AGENTS.md by a link, or takes it in, says what that says. */
function guideIn(root: string, guide: Client['guide']): string {
  const path = join(root, guide);
  if (guide === 'AGENTS.md' || !existsSync(path)) return guide;
  const isOther =
    lstatSync(path).isSymbolicLink() ||
    /^@(?:\.\/)?AGENTS\.md\s*$/m.test(String(readPlainFile(path, guide, maxFileBytes)));
  return isOther && existsSync(join(root, 'AGENTS.md')) ? 'AGENTS.md' : guide;
}

/** Takes back all that `planClient` and `planSessions` write, for every client, and nothing else. */
export async function planClientRemovals({ root }: Place): Promise<Change[]> {
  const edits = clients.flatMap((client): Omit<FileEdit, 'root'>[] => {
    const { name, files, hookFile, guide } = client;
    return [
      ...files.map((path) => ({
        path,
        encoding: 'utf8' as const,
        edit: whereThere((text) => client.removeServer(text)),
      })),
      ...(hookFile
        ? [
            {
              path: hookFile,
              encoding: 'utf8' as const,
              edit: whereThere((text) => removeHook(text, name, everyProgram)),
            },
          ]
        : []),
      { path: guide, encoding: 'latin1', edit: whereThere(removeGuide) },
    ];
  });
  const byPath = new Map(edits.map((edit) => [edit.path, edit]));
  return Promise.all([...byPath.values()].map((edit) => planFile({ root, ...edit })));
}

const whereThere =
  (edit: (text: string) => string | undefined): FileEdit['edit'] =>
  (text) =>
    text === undefined ? undefined : edit(text);
