import { readFileSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';

/** Certificates and their key, in PEM, as a server is given them. */
export interface Tls {
  cert: Buffer;
  key: Buffer;
}

/** Reads the two files that belong together; undefined where neither is named. Throws `invalid_input`. */
export function readTls(cert: string | undefined, key: string | undefined): Tls | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new TrackerError('invalid_input', '--tls-cert and --tls-key go together.', 'Name both files.');
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (cause) {
    throw new TrackerError('invalid_input', `The certificate cannot be read: ${(cause as Error).message}.`, [], {
      cause,
    });
  }
}
