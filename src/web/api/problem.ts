import type { Problem } from '../../serve/problem.ts';

/** The server has refused a request; `message` says why, and what to do next, as words for a person. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.hint ? `${problem.detail} ${problem.hint}` : problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

/** No answer came, or one that says to ask again; whether a write was done is not known. `waitMs`: what the server asks for. */
export class Unreachable extends Error {
  readonly waitMs: number;

  constructor(waitMs = 0) {
    super('The server does not answer.');
    this.name = 'Unreachable';
    this.waitMs = waitMs;
  }
}
