import { TrackerError } from '../domain/errors.ts';
import type { Author } from '../domain/event/event.ts';
import { type Granted, isGranted, type Scope } from '../domain/scopes.ts';
import type { Action, Further } from './action.ts';

/** Who asks, and what of it is theirs to ask: at the machine itself, where the file can be changed at will, everything. */
export interface Caller {
  author: Author;
  scopes: Granted;
}

/** The scope that an action asks for. */
export const scopeOf = ({ scope, access }: Pick<Action, 'scope' | 'access'>): Scope => scope ?? access;

/** Throws `permission_denied` with the scope that is missing. */
export function checkMayCall({ scopes }: Caller, action: Action): void {
  const scope = scopeOf(action);
  if (isGranted(scopes, scope)) return;
  throw new TrackerError(
    'permission_denied',
    `${action.tool} ${action.name} needs the scope ${scope}, which this caller does not have.`,
    `Ask whoever gave access for ${scope}.`,
  );
}

/** Throws `permission_denied` where the call asks for more than its action does, and the caller does not have that. */
export function checkMayFurther({ scopes }: Caller, further: Further | undefined): void {
  if (!further || isGranted(scopes, further.scope)) return;
  throw new TrackerError(
    'permission_denied',
    `${further.what} the scope ${further.scope} is needed, which this caller does not have.`,
    `Ask whoever gave access for ${further.scope}.`,
  );
}
