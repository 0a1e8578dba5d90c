import type { Actor, MadeToken, Token, Webhook } from '../../../access/access.ts';
import { isoOf } from '../../../domain/day.ts';

export const actorShape = ({ handle, kind, owner, gitName, createdAt }: Actor): object => ({
  ...{ handle, kind, owner, git_name: gitName, created_at: isoOf(createdAt) },
});

export const tokenShape = ({ id, actor, name, scopes, ...rest }: Token): object => ({
  ...{ id, actor, name, scopes, created_at: isoOf(rest.createdAt), expires_at: isoOf(rest.expiresAt) },
  ...{ last_used: isoOf(rest.lastUsed), revoked_at: isoOf(rest.revokedAt), replaced_by: rest.replacedBy },
});

export const madeShape = (made: MadeToken): object => ({ token: made.token, ...tokenShape(made) });

export const webhookShape = ({ id, url, events, isPrivate, ...rest }: Webhook): object => ({
  ...{ id, url, events, private: isPrivate, created_at: isoOf(rest.createdAt), position: rest.position },
  ...{ tries: rest.tries, last_at: isoOf(rest.lastAt), last_fault: rest.lastFault },
  disabled_at: isoOf(rest.disabledAt),
});
