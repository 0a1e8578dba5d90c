import { texts } from '../../texts/texts.ts';
import type { Entry, Payload } from '../shapes.ts';

const { timeline } = texts.ticket;

const words = (text: unknown): string => String(text).replaceAll('_', ' ');
const shownOf = (value: unknown): string =>
  value === null || value === undefined || value === '' ? timeline.nothing : words(value);

/** What an event did, in words: `status: backlog → in progress`. */
export function describeEntry(entry: Entry): string {
  const { kind, payload } = entry;
  switch (kind) {
    case 'create':
      return timeline.created;
    case 'comment':
      return timeline.commented;
    case 'edit':
      return describeEdit(entry);
    case 'link':
    case 'unlink':
    case 'commit':
      return describeLink(entry);
    case 'submit':
      return timeline.submitted;
    case 'decide':
      return timeline.decided[payload.decision ?? ''] ?? words(payload.decision);
    case 'retract':
      return timeline.retracted(removedOf(entry)[0]?.kind ?? '');
    default:
      return describeFields(entry);
  }
}

function describeEdit({ change }: Entry): string {
  const edit = change?.edit;
  const { boxes, section, whole } = edit ?? {};
  const where = section ? timeline.inSection(section.replace(/^#+\s*/, '')) : '';
  if (whole) return timeline.whole[whole];
  if (boxes && boxes.length > 0)
    return boxes.map(({ text, checked }) => (checked ? timeline.ticked(text) : timeline.unticked(text))).join(', ');
  return `${timeline.edited}${where}`;
}

const removedOf = ({ change }: Entry) => change?.removed ?? [];

function describeLink(entry: Entry): string {
  const { kind, payload } = entry;
  if (kind !== 'unlink') return payload.undo ? timeline.linkedAgain(linkIn(payload)) : timeline.linked(linkIn(payload));
  return timeline.unlinked(
    removedOf(entry)
      .map((one) => linkIn(one.payload as Payload))
      .join(', '),
  );
}

function linkIn({ type, target, commit, subject, url }: Payload): string {
  if (commit) return `${commit.slice(0, 10)} ${subject ?? ''}`.trim();
  return url ?? `${words(type)} ${target}`;
}

/** Fields from what to what, names that came and went, and who took it. */
function describeFields({ kind, payload, change }: Entry): string {
  const { set = {}, add = {}, remove = {}, claim } = payload;
  const fields = Object.entries(set).map(([name, value]) =>
    name === 'archived'
      ? timeline.archived(value === true)
      : timeline.field(words(name), shownOf(change?.from?.[name]), shownOf(value)),
  );
  const added = Object.values(add).flatMap((names) => names.map((name) => `+${name}`));
  const removed = Object.values(remove).flatMap((names) => Object.keys(names).map((name) => `−${name}`));
  const claimed = claim === undefined ? [] : [claim === null ? timeline.released : timeline.claimed];
  const said = [...claimed, ...fields, ...added, ...removed].join(', ');
  if (kind === 'undo') return said === '' ? timeline.undid : `${timeline.undid}: ${said}`;
  return said === '' ? words(kind) : said;
}
