/** What a caller can be let do; each action asks for one. */
export const scopes = ['read', 'comment', 'write', 'review', 'archive', 'sync', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** What somebody is let do. `all`: whatever there is, now and later. */
export type Granted = ReadonlySet<Scope> | 'all';

/** What else a scope lets do. */
const implied: Partial<Record<Scope, readonly Scope[]>> = { write: ['comment'] };

export const isGranted = (granted: Granted, scope: Scope): boolean =>
  granted === 'all' || granted.has(scope) || [...granted].some((one) => implied[one]?.includes(scope) === true);
