import type { Changed } from '../actions/change.ts';
import { describeFinding, type Finding } from '../domain/rules/gates.ts';
import { lines } from './lines.ts';

/** What a ticket's reply says of whose claim has ended. */
export const renderTaken = ({ gates }: Pick<Changed, 'gates'>): string =>
  gates?.takenFrom === undefined ? '' : `, taken from ${gates.takenFrom}`;

const all = (findings: readonly Finding[]): string => findings.map(describeFinding).join('; ');

/** What stood in the way and was passed, a line each for what was overridden and what is only said; empty where nothing did. */
export const renderPassed = ({ gates }: Pick<Changed, 'gates'>): string | false =>
  gates !== undefined &&
  (lines(gates.overridden.length > 0 && `overridden: ${all(gates.overridden)}`, ...gates.said.map(describeFinding)) ||
    false);
