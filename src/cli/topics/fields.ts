import { fieldsOf } from '../../actions/action.ts';
import { actions } from '../../actions/actions.ts';
import { synonymsOf } from '../../actions/synonyms.ts';
import { decisions } from '../../domain/event/event.ts';
import { defaultPriority, limits, priorities } from '../../domain/event/ticket.ts';
import { fieldHelp, optionNamed } from '../commands/field-options.ts';
import { type Block, code, codes, type Topic } from './topic.ts';

export const fieldsTopic: Topic = {
  name: 'fields',
  otherNames: ['field', 'options', 'ticket', 'priorities', 'priority', 'points', 'description'],
  summary: 'What a ticket has, and the fields of every call.',
  blocks: () => [
    { heading: 'A ticket' },
    {
      head: ['field', 'holds'],
      rows: [
        ['key', 'the project and six digits, `PAY-482913`; `482913` and `#482913` mean it too'],
        ['title', `1 to ${limits.titleCharacters} characters in one line`],
        ['type, status', 'see the topic statuses'],
        ['priority', `${codes(priorities)}; ${code(defaultPriority)} where none is given`],
        ['points', `1 to ${limits.maxPoints}`],
        ['labels, assignees', `at most ${limits.listLength}, each up to ${limits.nameCharacters} characters`],
        ['description', `Markdown, up to ${limits.textBytes / 1024} KiB; so are comments and messages`],
        ['parent', 'the ticket that it is a part of'],
        ['due', 'a day, `2026-12-01`'],
        ['decision', `of a review: ${codes(decisions)}`],
      ],
    },
    { heading: 'Fields of calls' },
    'The name is what a tool takes, the option what the command line does. A field is cleared by `none`. What has no option in a command is one of its words: `tracker COMMAND --help`.',
    { head: ['field', 'option', 'takes'], rows: listFields() },
    { heading: 'Other names' },
    'The words of other trackers are understood where the field is taken, and `camelCase` for `snake_case`.',
    ...otherNames(),
  ],
};

/** Every field that some action takes, in the order of first use. */
const takenFields = (): string[] => [...new Set(actions.flatMap(fieldsOf))];

const listFields = (): string[][] =>
  takenFields().flatMap((field) => {
    const [value, help] = fieldHelp[field] ?? [];
    if (help === undefined) return [];
    return [[code(field), code(`--${optionNamed(field)}${value ? ` ${value}` : ''}`), help]];
  });

function otherNames(): Block[] {
  const names = new Map<string, Set<string>>();
  for (const action of actions) {
    for (const [given, field] of synonymsOf({ tool: action.tool, name: action.name, fields: fieldsOf(action) }))
      names.set(field, (names.get(field) ?? new Set()).add(given));
  }
  const rows = takenFields().flatMap((field) => {
    const others = names.get(field);
    return others ? [[code(field), codes([...others].sort())]] : [];
  });
  return [{ head: ['field', 'also'], rows }];
}
