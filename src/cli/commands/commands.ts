import { actorAdd, actorList } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { pair } from '../access/pair.ts';
import { tokenCreate, tokenList, tokenRevoke, tokenRotate } from '../access/token.ts';
import { webhookAdd, webhookList, webhookRemove, webhookTest } from '../access/webhook.ts';
import { login, logout } from '../network/login.ts';
import { mcpHeaders } from '../network/mcp-headers.ts';
import { serve } from '../network/serve.ts';
import { web } from '../network/web.ts';
import { actionCommands } from './action-commands.ts';
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { conflicts } from './conflicts.ts';
import { doctor } from './doctor.ts';
import { diffText, dump, exportCommand, mergeDriver } from './file-commands.ts';
import { diff, log } from './history-commands.ts';
import { init } from './init.ts';
import { merge } from './merge.ts';
import { actionCommand } from './perform-command.ts';
import { prime } from './prime.ts';
import { recover } from './recover.ts';
import { sync } from './sync.ts';
import { upgrade } from './upgrade.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  ...actionCommands.map(actionCommand),
  prime,
  conflicts,
  init,
  doctor,
  completion,
  sync,
  merge,
  recover,
  diff,
  log,
  upgrade,
  actorAdd,
  actorList,
  tokenCreate,
  tokenList,
  tokenRevoke,
  tokenRotate,
  pair,
  audit,
  webhookAdd,
  webhookList,
  webhookRemove,
  webhookTest,
  serve,
  web,
  login,
  logout,
  mcpHeaders,
  exportCommand,
  dump,
  mergeDriver,
  diffText,
];
