import { parts, sorts, states, viewNames } from '../../domain/query/model.ts';
import { foreign, otherNames, readers } from '../../domain/query/readers.ts';
import { code, codes, type Topic } from './topic.ts';

/** Each qualifier with an example, and what it means. */
export const qualifiers: Readonly<Record<string, [example: string, meaning: string]>> = {
  type: ['type:bug,task', 'of this type'],
  status: ['status:in_progress', 'in this status; see the topic statuses'],
  is: ['is:open', `${codes(states)}; \`blocked\` is an open blocker or the status`],
  no: ['no:assignee', `without: ${codes(parts)}`],
  has: ['has:conflict', 'with: the same words'],
  label: ['label:auth', 'has the label; `label:none` has none'],
  assignee: ['assignee:me', 'a person, their agents included; `me`; `none`'],
  author: ['author:bob', 'made by'],
  mentions: ['mentions:me', 'names somebody by @'],
  project: ['project:PAY', 'of this project'],
  parent: ['parent:PAY-482913', 'a child of it; `parent:none` has no parent'],
  key: ['key:PAY-482913', 'this one; alone it shows the whole ticket'],
  priority: ['priority:>=high', '`urgent` `high` `medium` `low` `none`, also compared by `>=` `>` `<` `<=`'],
  points: ['points:3..8', 'compared, or from..to'],
  created: ['created:>2026-10-01', 'a day, a month, a time, `7d`, `2w`, `today`, `yesterday`; compared, or from..to'],
  updated: ['updated:7d', 'likewise: changed in the last seven days'],
  due: ['due:<2026-12-01', 'likewise; `due:7d` is within the next seven days'],
  sort: ['sort:updated', `${codes(sorts)}, each also with -asc or -desc`],
};

/** What shows a part of one ticket, behind `key:`. */
const views: Readonly<Record<(typeof viewNames)[number], [example: string, meaning: string]>> = {
  lines: ['key:PAY-482913 lines:8-20', 'lines of its description, numbered'],
  at: ['key:PAY-482913 at:2026-11-01', 'as it was then: a time or an event'],
  history: ['key:PAY-482913 history:', 'what happened to it'],
  graph: ['key:PAY-482913 graph:', 'what blocks it, and what it blocks'],
};

const words: readonly [string, string][] = [
  ['login safari', 'both words, whole or as the beginning of one; parts of identifiers too'],
  ['"exact phrase"', 'these words in this order'],
  ['prefi*', 'words that begin so'],
  ['login OR signup', 'either; AND is between words that stand side by side'],
  ['(a OR b) type:bug', 'brackets, of words and qualifiers'],
  ['-safari -label:web', "without; in a shell behind the query's first word, or in quotes"],
];

export const queriesTopic: Topic = {
  name: 'queries',
  otherNames: ['query', 'search', 'qualifiers', 'filters', 'filter'],
  summary: 'What search, list, board, ready and claim understand as a query.',
  blocks: () => [
    'The same language everywhere. No input is an error: what is no qualifier is searched as text, and the answer says how the query was read.',
    { heading: 'Words' },
    { head: ['write', 'finds'], rows: words.map(([write, finds]) => [code(write), finds]) },
    { heading: 'Qualifiers' },
    'Several values by commas mean any of them; a minus before a qualifier turns it round.',
    {
      head: ['for example', 'finds'],
      rows: [...readers.keys()].map((name) => {
        const [example, meaning] = qualifiers[name] ?? [`${name}:`, ''];
        return [code(example), meaning];
      }),
    },
    `Also understood: ${[...otherNames]
      .filter(([, name]) => readers.has(name))
      .map(([other, name]) => `${code(`${other}:`)} for ${code(`${name}:`)}`)
      .join(', ')}. Of other trackers' words (${codes(Object.keys(foreign))}) the answer names ours.`,
    { heading: 'Parts of a ticket' },
    {
      head: ['for example', 'shows'],
      rows: viewNames.map((name) => [code(views[name][0]), views[name][1]]),
    },
    'Without a `status:` or `is:` that says otherwise `tracker list` and `tracker board` show what is open, `tracker search` open and closed tickets; archived ones only `is:archived` finds. Days are those of your own time zone.',
  ],
};
