/** Who is signed in, as the server says it. */
export interface SignedIn {
  actor: string;
  kind: 'human' | 'agent' | 'service';
  scopes: string[];
  expires_at: string;
}

const path = '/api/v1/session';
/** The half of the sign-in that is not in the cookie. */
const halfName = 'tracker-half';

/** What every call sends beside the cookie. */
export const halfHeader = (): Record<string, string> => {
  const half = localStorage.getItem(halfName);
  return half === null ? {} : { 'X-Tracker-Half': half };
};

/** Null: nobody. */
export async function whoAmI(): Promise<SignedIn | null> {
  const response = await fetch(path, { headers: halfHeader() });
  return response.ok ? response.json() : null;
}

/** Throws what the server says of a key, a code or a token that opens nothing. */
export async function signIn(given: { key: string } | { code: string } | { token: string }): Promise<SignedIn> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(given) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  localStorage.setItem(halfName, answer.half);
  return answer;
}

export async function signOut(): Promise<void> {
  await fetch(path, { method: 'DELETE', headers: halfHeader() });
  localStorage.removeItem(halfName);
}

/** What stands behind the # of the link that `tracker web` opens; it is gone from the address when this returns. */
export function takeKey(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? undefined;
  if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return key;
}
