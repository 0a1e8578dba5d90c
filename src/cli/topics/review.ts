import { decisions, evidenceKinds } from '../../domain/event/event.ts';
import { type GateName, gateLevels, gateNames } from '../../domain/rules/gates.ts';
import { code, codes, type Topic } from './topic.ts';

const stands: Readonly<Record<GateName, string>> = {
  blockers: 'an open blocker',
  children: 'an open child',
  lease: 'a live claim of another session',
  checkboxes: 'a box of the description that is not ticked',
  evidence: 'evidence of the latest submission that was not found, failed, or is no part of the history of HEAD',
  changed: 'a description that has changed since it was approved',
};

export const reviewTopic: Topic = {
  name: 'review',
  otherNames: ['reviews', 'alignment', 'align', 'gates', 'gate', 'evidence', 'approval'],
  summary: 'Submissions, decisions, and what stands before a good end.',
  blocks: ({ gates, review, types }) => [
    '`tracker align submit KEY "what was done" --evidence "commit HEAD" --evidence "npm test -> 0"` asks for a review; `tracker align decide KEY approved` gives it. Nobody decides on their own submission, or on that of another of their agents; a person at a terminal may decide on what their agents submitted.',
    `Decisions: ${codes(decisions)}. Evidence: ${codes(evidenceKinds)}; commits and files are looked up, commands never run.`,
    { heading: 'Gates' },
    `What stands before a good end (${codes([...new Set(Object.values(types).map(({ positive }) => positive))])}), by every way there: ${codes(gateLevels)}. \`--override "why"\` passes a refusal, and is recorded.`,
    {
      head: ['gate', 'stands in the way', 'here'],
      rows: gateNames.map((name) => [code(name), stands[name], code(gates[name])]),
    },
    { heading: 'Types that need an approval' },
    Object.entries(review)
      .filter(([, needs]) => needs)
      .map(([type, needs]) => `${code(type)}${needs === 'other' ? ' (of another person, always)' : ''}`)
      .join(', ') ||
      'None here: `"review": {"bug": true}` in the configuration asks for it, `"other"` for another person always.',
  ],
};
