import { defaultConfig } from '../../domain/rules/config.ts';
import { gateLevels, gateNames } from '../../domain/rules/gates.ts';
import { codes, type Topic } from './topic.ts';

const hours = defaultConfig.leaseMs / 3_600_000;

/** Every setting that the configuration takes. */
export const settings: readonly (readonly [name: string, meaning: string, example: string])[] = [
  [
    'types',
    'More types, or others in place of the built-in ones of that name: each with `initial`, `ready`, `done` (where close leads), `terminal`, and `moves` from each status; `!` behind a status asks for a message.',
    '{"incident": {"initial": "open", "ready": ["open"], "done": "fixed", "terminal": ["fixed"], "moves": {"open": ["in_progress"], "in_progress": ["open", "fixed"], "fixed": ["open!"]}}}',
  ],
  ['review', 'Types that need an approval: `true`, or `"other"` for another person always.', '{"bug": true}'],
  ['gates', `${codes(gateNames)}: ${codes(gateLevels)}.`, '{"checkboxes": "refuse"}'],
  [
    'project',
    'The project of new tickets and of keys that are numbers alone; the oldest that has a ticket where it is not set.',
    '"PAY"',
  ],
  ['leaseHours', `How long a claim lasts from its session's last call; ${hours} where it is not set.`, '8'],
  [
    'server',
    'A tracker server that the team suggests. The MCP server of a clone asks it once its user has run `tracker login URL` there, and says so; `TRACKER_URL` goes before. The command line works on the clone.',
    '"https://tracker.example.com"',
  ],
  ['$schema', 'For editors; tracker does not read it.', '"./schema.json"'],
];

export const configurationTopic: Topic = {
  name: 'configuration',
  otherNames: ['config', 'settings', 'config.json', 'leaseHours'],
  summary: 'What .tracker/config.json can say.',
  blocks: () => [
    '`.tracker/config.json` is committed, and counts for everybody. An invalid one stops writes, not reads, and the error names the line.',
    {
      head: ['setting', 'means', 'for example'],
      rows: settings.map(([name, meaning, example]) => [`\`${name}\``, meaning, `\`${example}\``]),
    },
  ],
};
