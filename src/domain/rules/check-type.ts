import { limits } from '../event/ticket.ts';
import { nearest } from '../near.ts';
import { quote } from '../words.ts';
import type { TypeDefinition } from './built-in-types.ts';
import { readMove, readType, shortestPath } from './workflow.ts';

/** Says what is wrong with the value at a path inside the definition; never returns. */
export type RefuseAt = (path: (string | number)[], fault: string) => never;

/** Refuses the first thing that makes no state machine: a bad name, an unknown, misplaced or unreachable status. */
export function checkTypeDefinition(name: string, definition: TypeDefinition, refuse: RefuseAt): void {
  const statuses = statusesOf(definition);
  checkName([], name, refuse);
  for (const status of statuses) checkName(placeOf(definition, status), status, refuse);
  checkMoves(definition, statuses, refuse);
  checkRoles(definition, statuses, refuse);
  checkCategories(definition, statuses, refuse);
  checkReachable(definition, statuses, refuse);
}

const statusesOf = ({ moves, terminal }: TypeDefinition): string[] => [
  ...new Set([...Object.keys(moves), ...terminal]),
];

const placeOf = ({ moves, terminal }: TypeDefinition, status: string): (string | number)[] =>
  Object.hasOwn(moves, status) ? ['moves', status] : ['terminal', terminal.indexOf(status)];

/** Names stand in queries (`status:in_progress`) and in the moves with a `!` behind them. */
function checkName(path: (string | number)[], name: string, refuse: RefuseAt): void {
  if (/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{M}\p{N}_-]*$/u.test(name) && name.length <= limits.nameCharacters) return;
  refuse(path, `has the name ${quote(name)}; a name is up to ${limits.nameCharacters} small letters, digits, _ and -`);
}

function checkMoves({ moves }: TypeDefinition, statuses: string[], refuse: RefuseAt): void {
  for (const [from, words] of Object.entries(moves)) {
    const targets = words.map((word) => readMove(word).status);
    for (const [index, target] of targets.entries()) {
      const path = ['moves', from, index];
      checkKnown(path, target, statuses, refuse);
      if (target === from) refuse(path, 'leads back to its own status');
      if (targets.indexOf(target) !== index) refuse(path, `names ${quote(target)} a second time`);
    }
  }
}

function checkRoles(
  { initial, ready = [], done, terminal }: TypeDefinition,
  statuses: string[],
  refuse: RefuseAt,
): void {
  checkKnown(['initial'], initial, statuses, refuse);
  if (terminal.includes(initial)) refuse(['initial'], `names ${quote(initial)}, which is terminal`);
  checkKnown(['done'], done, statuses, refuse);
  if (!terminal.includes(done)) refuse(['done'], `names ${quote(done)}, which is not terminal`);
  for (const [index, status] of ready.entries()) {
    checkKnown(['ready', index], status, statuses, refuse);
    if (terminal.includes(status)) refuse(['ready', index], `names ${quote(status)}, which is terminal`);
  }
}

/** What is closed is done, and nothing else is. */
function checkCategories({ categories = {}, terminal }: TypeDefinition, statuses: string[], refuse: RefuseAt): void {
  for (const [status, category] of Object.entries(categories)) {
    const path = ['categories', status];
    checkKnown(path, status, statuses, refuse);
    if ((category === 'done') !== terminal.includes(status))
      refuse(path, `puts ${quote(status)} under ${category}; terminal statuses are done, and no others`);
  }
}

function checkReachable(definition: TypeDefinition, statuses: string[], refuse: RefuseAt): void {
  const type = readType(definition);
  for (const status of statuses) {
    if (shortestPath(type, definition.initial, status, { reopen: true })) continue;
    const others = statuses.filter((other) => other !== status);
    const near = Object.hasOwn(definition.moves, status) ? undefined : nearest(status, others);
    const fault = `${quote(status)} cannot be reached from ${quote(definition.initial)}, the initial status`;
    refuse(placeOf(definition, status), `names a status in vain: ${fault}${near ? `; did you mean "${near}"?` : ''}`);
  }
  // Nothing is closed by the way of another end: close never reopens.
  if (!shortestPath(type, definition.initial, definition.done))
    refuse(['done'], `names ${quote(definition.done)}, which is reached through another terminal status only`);
}

function checkKnown(path: (string | number)[], status: string, statuses: string[], refuse: RefuseAt): void {
  if (statuses.includes(status)) return;
  const near = nearest(status, statuses);
  const guess = near ? `; did you mean "${near}"?` : `; statuses: ${statuses.join(', ')}`;
  refuse(path, `names ${quote(status)}, which is not a status${guess}`);
}
