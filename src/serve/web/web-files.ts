import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import type { WebManifest } from './manifest.ts';

/** A file as it may be sent. */
export interface WebFile {
  /** With its charset. */
  type: string;
  plain: Buffer;
  br: Buffer;
  gzip: Buffer;
}

/** The board's client in memory: what is asked for is a name among these, and no path. */
export interface WebFiles {
  page: WebFile;
  /** By name; under one there is never anything else. */
  assets: ReadonlyMap<string, WebFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Reads what the build has made, all of it at once: where another build takes its place meanwhile, who has this page finds what
 * belongs to it. `folders`: where it may be. Throws `internal` where it is in none.
 */
export function readWebFiles(folders: readonly string[]): WebFiles {
  const folder = folders.find((one) => existsSync(join(one, 'manifest.json')));
  if (folder === undefined)
    throw new TrackerError(
      'internal',
      'The folder dist/web is missing from the installed package.',
      'Install it again.',
    );
  const { page, assets }: WebManifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { page: readOne(folder, page), assets: new Map(assets.map((name) => [name, readOne(folder, name)])) };
}

function readOne(folder: string, name: string): WebFile {
  const type = types[extname(name)] ?? 'application/octet-stream';
  const read = (ending: string) => readFileSync(join(folder, `${name}${ending}`));
  return { type, plain: read(''), br: read('.br'), gzip: read('.gz') };
}
