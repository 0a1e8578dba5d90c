import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isObject } from '../../domain/event/shape.ts';

/** A session of a client that was told of it once and says it with each request; nothing of it is kept here. */
export interface Label {
  /** Nobody else has it. */
  session: string;
  clientName: string;
  clientVersion: string;
}

/** The label as a header carries it. It is worth nothing with another token, and no server but this tracker's can make one. */
export function writeLabel(label: Label, token: string, key: Uint8Array): string {
  const text = Buffer.from(JSON.stringify({ ...label, token })).toString('base64url');
  return `${text}.${sign(text, key)}`;
}

/** What `writeLabel` wrote for this token; undefined for anything else. */
export function readLabel(given: string, token: string, key: Uint8Array): Label | undefined {
  const [text = '', mac = '', ...rest] = given.slice(0, longest).split('.');
  const expected = sign(text, key);
  if (rest.length > 0 || mac.length !== expected.length) return undefined;
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(expected))) return undefined;
  const label: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (!isObject(label) || label.token !== token) return undefined;
  const { session, clientName, clientVersion } = label as unknown as Label;
  return { session, clientName, clientVersion };
}

export const makeSession = (): string => randomBytes(9).toString('base64url');

const longest = 1_000;

const sign = (text: string, key: Uint8Array): string => createHmac('sha256', key).update(text).digest('base64url');
