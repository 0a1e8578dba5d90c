import { signal } from '@preact/signals';
import { forget, remember } from './credentials.ts';
import { request } from './request.ts';

/** Who is signed in. */
export interface Who {
  actor: string;
  kind: 'human' | 'agent' | 'service';
  scopes: string[];
  expires_at: string;
}

export const who = signal<Who | undefined>(undefined);

/** What a person has in hand to sign in with. */
export type Proof = { key: string } | { code: string } | { token: string };

/** Throws Refused where it opens nothing. */
export async function signIn(proof: Proof): Promise<void> {
  const { body } = await request<Who & { half: string }>('POST', '/session', { body: proof });
  remember(body.half);
  who.value = body;
}

/** Asks who is signed in; throws Refused where nobody is. */
export async function resume(): Promise<void> {
  who.value = (await request<Who>('GET', '/session')).body;
}

export async function signOut(): Promise<void> {
  try {
    await request('DELETE', '/session');
  } finally {
    who.value = undefined;
    forget();
  }
}

export const may = (scope: string): boolean => who.value?.scopes.includes(scope) ?? false;
