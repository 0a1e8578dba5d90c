import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { findLogin } from '../../remote/logins.ts';
import type { Client, OwnEntry } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { addOwn, folderOf, helperLine, removeOwn, shownPath } from '../clients/own-entry.ts';
import type { Context } from '../commands/command.ts';
import { thisProgram } from '../program.ts';
import { type Change, type FileEdit, planFile } from './change.ts';

type Here = Pick<Context, 'location' | 'env'>;

/**
 * The user's own entry of a client, whose requests then carry what `tracker login` keeps, and the client's session: where the
 * user has signed in to the server, and the client has a file to put it into. No repository has it.
 */
export async function planOwnEntry(context: Here, client: Client, origin: string): Promise<Change[]> {
  if (!client.own || findLogin(context.env, origin) === undefined) return [];
  const { node, script } = thisProgram();
  const given = {
    ...{ root: context.location.root, url: `${origin}/mcp` },
    helper: helperLine([node, script, 'mcp-headers', origin]),
  };
  const { own } = client;
  const note = `${client.title} sends what tracker login keeps, and its session`;
  return planOwn(context, own, { note, edit: (text) => text && addOwn(text, own, given) });
}

/** Takes back what `planOwnEntry` has written for the repository, in every client. */
export async function planOwnRemovals(context: Here): Promise<Change[]> {
  const plans = clients.map(async ({ own, title }): Promise<Change[]> => {
    if (!own) return [];
    const edit = (text: string | undefined) =>
      text?.includes(' mcp-headers ') ? removeOwn(text, own, context.location.root) : text;
    try {
      return await planOwn(context, own, { note: title, edit });
    } catch (error) {
      // What is theirs and cannot be read must not keep the rest from being taken back.
      if (error instanceof TrackerError) return [];
      throw error;
    }
  });
  return (await Promise.all(plans)).flat();
}

async function planOwn(
  { env }: Here,
  own: OwnEntry,
  { note, edit }: { note: string; edit: FileEdit['edit'] },
): Promise<Change[]> {
  const folder = folderOf(own, env);
  if (folder === undefined || !existsSync(join(folder, own.file))) return [];
  const plan = () => planFile({ root: folder, path: own.file, encoding: 'utf8', edit });
  return [
    {
      ...(await plan()),
      ...{ what: shownPath(own, folder, env), file: undefined, note },
      // Its client writes to it all the time: what is there now counts, not what was there when the user was asked.
      apply: async () => (await plan()).apply(),
    },
  ];
}
