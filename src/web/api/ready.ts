import { signal } from '@preact/signals';
import { credentials } from './credentials.ts';

/** How what was done gets into git. */
export interface Ready {
  status: string;
  /** Null: all is in a commit, or git is not asked. */
  uncommitted: { events: number; since: string } | null;
  /** Null: the server does not sync by itself. */
  sync: { every_s: number; last: string | null; failing_since: string | null; error: string | null } | null;
}

export const ready = signal<Ready | undefined>(undefined);

/** Asks the server; of one that tells this sign-in nothing, or does not answer, nothing is known. */
export async function askReady(): Promise<void> {
  try {
    const response = await fetch('/readyz', { headers: { ...credentials(), accept: 'application/json' } });
    const isTold = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    ready.value = isTold ? ((await response.json()) as Ready) : undefined;
  } catch {
    ready.value = undefined;
  }
}
