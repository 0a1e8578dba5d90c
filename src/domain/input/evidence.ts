import { TrackerError } from '../errors.ts';
import { type Evidence, evidenceKinds } from '../event/event.ts';
import { limits } from '../event/ticket.ts';
import { nearest } from '../near.ts';
import { foldWord, orList, quote, sentence } from '../words.ts';
import { dropNulls } from './read-list.ts';
import { Refused, readInteger, readWord, refuse } from './read-value.ts';

/**
 * Evidence from what a client sent: "commit abc123", "npm test -> 0", a path, a URL, a note, or an object of kind, value
 * and exit_code. Throws `invalid_input`.
 */
export function parseEvidence(item: unknown): Evidence {
  try {
    return readEvidence(item);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const example = 'evidence:["commit abc1234", "npm test -> 0", "src/login.ts"]';
    throw new TrackerError('invalid_input', sentence(`evidence ${error.message}`), `Send ${example}.`);
  }
}

/** A list of evidence as a field has it. One text is split at its commas if each part is more than a note. */
export function readEvidenceList(value: unknown): Evidence[] {
  const list = readList(value);
  if (list.length > limits.listLength) refuse(`must be at most ${limits.listLength}; these are ${list.length}`);
  return list;
}

function readList(value: unknown): Evidence[] {
  if (Array.isArray(value)) return value.flatMap(readParts);
  if (typeof value !== 'string') return [readEvidence(value)];
  const json = findJson(value);
  if (json !== undefined) return readList(json);
  const parts = value.split(/[,\n]/).filter((part) => part.trim());
  const list = parts.map(readEvidence);
  return list.length > 0 && list.every(({ kind }) => kind !== 'note') ? list : readParts(value);
}

/** The path that file evidence names, without the line behind it: "src/a.ts:12" and "src/a.ts#L12" are src/a.ts. */
export const evidencePath = ({ value }: Pick<Evidence, 'value'>): string => value.replace(linePart, '');

const hash = '[0-9a-f]{7,40}|[0-9a-f]{64}';
const bareCommit = new RegExp(`^(?:${hash})$`, 'i');
/** Short ones need a digit: "commit added" is no commit. */
const namedCommit = new RegExp(`^commit[\\s:]+(${hash}|(?=[a-f]*\\d)[0-9a-f]{4,6})$`, 'i');
/** Becomes a hash when it is submitted. */
const headCommit = /^commit[\s:]+(HEAD(?:[~^]\d*)*)$/;
const describedCommit = new RegExp(`^commit[\\s:]+(${hash})[\\s:,;-]+(\\S.*)$`, 'is');
const linePart = /(?::\d+(?:[:-]\d+)?|#L\d+(?:-L?\d+)?)$/;
const webAddress = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
/** An arrow's number is an exit code only where it can be one: "latency 400 -> 300" is a note. */
const arrowExit = /(?:->|=>|→)\s*(?:exit(?:\s+code)?[\s:]*)?(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/i;
const wordedExit = /\bexit(?:ed)?(?:\s+(?:with|code|status))*[\s:]*(-?\d{1,10})\s*\)?$/i;
/** No longer text is looked into for a command or a path. */
const longestLine = 2000;

/** `commit HASH and what it does` is a commit, to be verified, and a note. */
function readParts(item: unknown): Evidence[] {
  // The command line has no other way to give an object.
  const json = typeof item === 'string' && item.trimStart().startsWith('{') ? findJson(item) : undefined;
  if (typeof json === 'object' && json !== null && 'kind' in json) return [readEvidence(json)];
  const described = typeof item === 'string' ? describedCommit.exec(item.trim()) : null;
  if (!described?.[1] || !described[2]) return [readEvidence(item)];
  return [{ kind: 'commit', value: described[1].toLowerCase() }, readEvidence(`note: ${described[2]}`)];
}

function readEvidence(item: unknown): Evidence {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
    return readObject(dropNulls(item as Record<string, unknown>));
  }
  if (typeof item !== 'string') return refuse(`must be texts or objects of kind and value, not ${quote(item)}`);
  return readPlain(readWord(item));
}

function readPlain(given: string): Evidence {
  const commit = namedCommit.exec(given)?.[1] ?? bareCommit.exec(given)?.[0];
  if (commit) return { kind: 'commit', value: commit.toLowerCase() };
  const head = headCommit.exec(given)?.[1];
  if (head) return { kind: 'commit', value: head };
  const labelled = /^(command|file|url|note)\s*:\s*(?!\/\/)(\S.*)$/is.exec(given);
  if (labelled?.[1] && labelled[2]) return readKind(labelled[1].toLowerCase() as Evidence['kind'], labelled[2]);
  if (webAddress.test(given) && URL.canParse(given)) return { kind: 'url', value: given };
  if (given.length > longestLine || given.includes('\n')) return { kind: 'note', value: given };
  if (given.startsWith('$ ') || findExit(given)) return readCommand(given);
  return { kind: isPath(given) ? 'file' : 'note', value: given };
}

function readObject({ kind, value, exit_code, ...unknown }: Record<string, unknown>): Evidence {
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) {
    const near = nearest(extra, ['kind', 'value', 'exit_code']);
    refuse(`objects have kind, value and exit_code, not ${quote(extra)}${near ? `; did you mean "${near}"?` : ''}`);
  }
  if (value === undefined) refuse('needs a value in each object, such as {"kind": "commit", "value": "abc1234"}');
  const given = readWord(value);
  const chosen = kind === undefined ? undefined : readKindName(kind);
  if (exit_code === undefined) return chosen ? readKind(chosen, given) : readPlain(given);
  if (chosen && chosen !== 'command') refuse(`of the kind ${chosen} has no exit_code; only a command has`);
  const exitCode = readInteger(exit_code, { min: -(2 ** 31), max: 2 ** 32 - 1 });
  return { kind: 'command', value: given.replace(/^\$\s+/, ''), exitCode };
}

function readKindName(kind: unknown): Evidence['kind'] {
  const folded = typeof kind === 'string' ? foldWord(kind) : '';
  const found = evidenceKinds.find((candidate) => candidate === folded);
  if (found) return found;
  const near = nearest(folded, evidenceKinds);
  return refuse(`kind must be ${orList(evidenceKinds)}, not ${quote(kind)}${near ? `; did you mean "${near}"?` : ''}`);
}

function readKind(kind: Evidence['kind'], given: string): Evidence {
  if (kind === 'command') return readCommand(given);
  if (kind === 'url' && !URL.canParse(given))
    refuse(`must be an address such as https://example.com, not ${quote(given)}`);
  if (kind !== 'commit') return { kind, value: given };
  const commit = /^(?:commit\s+)?([0-9a-f]{4,40}|[0-9a-f]{64})$/i.exec(given)?.[1];
  return commit
    ? { kind, value: commit.toLowerCase() }
    : refuse(`must name a commit by its hash, at least 4 hexadecimal digits, not ${quote(given)}`);
}

function readCommand(given: string): Evidence {
  const { command, exitCode } = findExit(given) ?? { command: given };
  const value = command.replace(/^\$\s+/, '');
  return exitCode === undefined ? { kind: 'command', value } : { kind: 'command', value, exitCode };
}

function findExit(given: string): { command: string; exitCode?: number } | undefined {
  const exit = given.length > longestLine ? null : (arrowExit.exec(given) ?? wordedExit.exec(given));
  const command = exit && given.slice(0, exit.index).replace(/[\s:,;(]+$/, '');
  return command ? { command, exitCode: Number(exit[1]) } : undefined;
}

/** Something like src/a.ts, ./a, a/b, README.md, with or without a line. Spaces only where the rest leaves no doubt. */
function isPath(given: string): boolean {
  const path = given.replace(linePart, '').replaceAll('\\', '/');
  if (/^\.{1,2}\/.*\S\.\w{1,10}$/.test(path)) return true;
  if (/\s/.test(path) || !/\p{L}/u.test(path)) return false;
  return (
    /^(?:\.{1,2}\/|\/)?[^/:]+(?:\/[^/:]+)*\/?$/.test(path) &&
    (path.includes('/') || /^[\w-]+(?:\.[\w-]+)*\.[a-z]\w{0,9}$/i.test(path))
  );
}

function findJson(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
