import { type Chance, pickNth } from './random.ts';

/** Words of a software team's tickets, the most frequent first. */
const common =
  `the a to in of is and on for with when not after it that from be as at by an or this we are before user error
test fails page server request data should session login file page code list field token returns only new old first last
query cache api client type state time value index table update message event log build upload download export import
search invoice payment webhook account email password role permission report dashboard button form filter column row
retry timeout limit queue worker job schedule migration schema backup restore branch commit merge release version deploy
config setting option default flag feature bug crash memory leak slow fast load render layout style theme colour icon
image avatar banner modal dialog menu sidebar header footer link redirect route router path folder archive delete create
edit rename copy move sort order group label tag comment review approve reject assign notify alert warning info debug
trace metric counter gauge histogram span sample quota throttle proxy gateway firewall certificate domain host port
socket stream buffer chunk packet header cookie origin policy scope grant refresh expire revoke rotate secret key vault
encrypt hash sign verify parse format encode decode escape quote locale currency rounding timezone calendar date month
week holiday reminder digest newsletter template variable section paragraph table cell chart graph axis legend tooltip
zoom scroll drag drop resize cursor keyboard shortcut focus contrast screen reader mobile tablet desktop browser tab
window frame worker thread process signal pipe lock mutex race deadlock transaction rollback replica shard partition
cluster node leader follower election heartbeat snapshot checkpoint journal segment compaction vacuum analyzer planner
optimizer cursor fetch batch bulk stream pagination offset limit facet suggestion typo synonym stemmer tokenizer ranking
score weight boost vector embedding model prompt agent tool server resource sampling transport protocol handshake
capability notification progress cancellation subscription pricing plan tier trial coupon discount refund chargeback
ledger balance payout settlement statement receipt tax vendor supplier purchase shipment parcel carrier tracking
warehouse stock item bundle variant catalogue category brand attribute dimension weight barcode label printer scanner
sensor firmware device pairing battery charger adapter bridge hub relay antenna beacon sandbox fixture mock snapshot
coverage linter formatter compiler bundler loader plugin module package registry lockfile mirror artifact pipeline stage
runner container volume mount image tagging probe readiness liveness autoscaler ingress egress namespace tenant
workspace project board column swimlane sprint backlog epic story estimate velocity burndown milestone roadmap`
    .split(/\s+/)
    .filter((word, at, all) => all.indexOf(word) === at);

const verbs = ['get', 'set', 'load', 'store', 'parse', 'render', 'check', 'find', 'list', 'build', 'merge', 'open'];
const things = common.slice(60, 400);

/** Names such as `parseInvoiceToken`, of which each ticket has others. */
function identifier(chance: Chance): string {
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return chance.pick(verbs) + capital(chance.pick(things)) + capital(chance.pick(things));
}

let reached = 0;
const cumulative = common.map((_, at) => (reached += 1 / (at + 1.5)));

/** By Zipf's law: the n-th word is about n times rarer than the first. */
function word(chance: Chance): string {
  const wanted = chance.next() * reached;
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const sum = cumulative[middle];
    if (sum !== undefined && sum < wanted) low = middle + 1;
    else high = middle;
  }
  return pickNth(common, low);
}

/** The most frequent word of every store, and the most frequent that a person would look for. */
export const commonest = { word: pickNth(common, 0), meaning: 'user' };
export const vocabularySize = common.length;

export function sentence(chance: Chance, words: number): string {
  const said = Array.from({ length: words }, () => (chance.below(25) === 0 ? identifier(chance) : word(chance)));
  const text = said.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Markdown with a section of checkboxes in every third. */
export function description(chance: Chance): string {
  const paragraphs = Array.from({ length: 1 + chance.below(3) }, () => `${sentence(chance, 12 + chance.below(30))}.`);
  if (chance.below(3) > 0) return paragraphs.join('\n\n');
  const tasks = Array.from({ length: 2 + chance.below(5) }, () => `- [ ] ${sentence(chance, 6 + chance.below(5))}`);
  return ['## Context', '', ...paragraphs, '', '## Acceptance', '', ...tasks].join('\n');
}

/** A word for a search that finds some tickets, neither all nor none. */
export const searched = (chance: Chance): string => chance.pick(things);
