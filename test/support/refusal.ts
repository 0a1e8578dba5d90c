import { type ErrorCode, TrackerError } from '../../src/domain/errors.ts';
import { printHint } from '../../src/domain/hint.ts';
import { mcpSyntax } from '../../src/mcp/syntax.ts';

export interface Refusal {
  code: ErrorCode;
  message: string;
  /** As an agent reads it. */
  hint: string;
}

/** The error that `run` is to throw. */
export function refusal(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    return { code: error.code, message: error.message, hint: printHint(error.hint, mcpSyntax.call) };
  }
  throw new Error('Nothing was refused.');
}
