import { type ErrorCode, errorCodes } from '../../domain/errors.ts';
import { code, type Topic } from './topic.ts';

const meanings: Readonly<Record<ErrorCode, string>> = {
  not_found: 'there is no such ticket, event or template',
  invalid_input: 'a field is missing, unknown or has a value that it cannot have',
  invalid_status: 'that move is not allowed; the answer has the way there',
  already_assigned: 'another session holds it',
  dependency_cycle: 'the link would close a circle, which is shown',
  conflict: 'it has changed since it was read',
  blocked: 'an open blocker or child, or another gate',
  review_required: 'its type needs an approval first',
  permission_denied: 'that is for somebody else to do',
  busy: 'another process holds the file; try again',
  database: 'the file cannot be read or written; nothing was written',
  internal: 'a defect of tracker; nothing was written',
  network_error: 'behind HTTP: no connection',
  rate_limit: 'behind HTTP: too many calls',
};

export const errorsTopic: Topic = {
  name: 'errors',
  otherNames: ['error', 'exit', 'codes', 'exit-codes', 'json'],
  summary: 'Exit codes, and what errors are called.',
  blocks: () => [
    {
      head: ['exit code', 'means'],
      rows: [
        ['0', 'done'],
        ['1', 'refused, or something was found wrong'],
        ['2', 'the command line could not be read'],
      ],
    },
    'An error begins with `error CODE:` and says what is so, then what to do next. With `--json` it is `{"error": {"code", "message", "hint", "next"}}` on standard output: `hint` is the sentence, `next` the calls as a tool and its arguments.',
    { head: ['error', 'means'], rows: errorCodes.map((name) => [code(name), meanings[name]]) },
  ],
};
