/**
 * What people type who come from other programs → the words of ours; `…` is where the rest of the line goes, else it goes
 * behind them.
 */
export const otherWords: Readonly<Record<string, readonly string[]>> = {
  view: ['show'],
  get: ['show'],
  cat: ['show'],
  ls: ['list'],
  issues: ['list'],
  tickets: ['list'],
  new: ['create'],
  add: ['create'],
  start: ['claim'],
  take: ['claim'],
  done: ['close'],
  finish: ['close'],
  resolve: ['close'],
  reopen: ['move', '…', 'reopen'],
  note: ['comment'],
  drop: ['release'],
  find: ['search'],
  grep: ['search'],
  next: ['ready'],
  kanban: ['board'],
  'board kanban': ['board'],
  'board ready': ['ready'],
  me: ['board', 'me'],
  mine: ['board', 'me'],
  whoami: ['board', 'me'],
  summary: ['board', 'summary'],
  stats: ['board', 'stats'],
  graph: ['link', 'graph'],
  'link add': ['link'],
  'link rm': ['link', 'remove'],
  unlink: ['link', 'remove'],
  review: ['align', 'list'],
  reviews: ['align', 'list'],
  submit: ['align', 'submit'],
  decide: ['align', 'decide'],
};

/** What is to be typed where a word can mean several things, or what nothing here does. */
const advice: Readonly<Record<string, string>> = {
  assign: 'tracker update KEY --assignee NAME',
  label: 'tracker update KEY --add-label LABEL',
  delete: 'nothing is deleted: tracker archive KEY, or tracker undo KEY for what was just made',
  rm: 'nothing is deleted: tracker archive KEY, or tracker undo KEY for what was just made',
  remove: 'nothing is deleted: tracker archive KEY, or tracker undo KEY for what was just made',
  status: 'tracker move KEY STATUS, tracker board summary, or tracker help statuses',
  set: 'tracker update KEY --priority high, say',
  block: 'tracker link KEY blocked_by KEY',
  blocked: 'tracker list is:blocked',
  dep: 'tracker link KEY blocked_by KEY',
  depends: 'tracker link KEY blocked_by KEY',
  approve: 'tracker align decide KEY approved "why"',
  reject: 'tracker align decide KEY rejected "why"',
  config: 'tracker help configuration',
  install: 'tracker init --agents NAMES, and tracker help clients',
  uninstall: 'tracker init --remove',
  import: 'tracker create --items - reads a list of tickets as JSON',
  man: 'tracker help TOPIC, or tracker COMMAND --help',
  tutorial: 'tracker help topics, and the README',
  tui: 'tracker board',
  open: 'tracker show KEY, or tracker list is:open',
  comments: 'tracker show KEY --section comments',
  pull: 'tracker sync',
  push: 'tracker sync --push',
  commit: 'git add .tracker && git commit',
};

/** What to type in place of a word; undefined where nothing is known of it. */
export const adviceFor = (word: string): string | undefined => (Object.hasOwn(advice, word) ? advice[word] : undefined);

/** A line in our own words. */
export function inOurWords(argv: readonly string[]): string[] {
  const [first = '', second = ''] = argv;
  const two = Object.hasOwn(otherWords, `${first} ${second}`);
  const ours = two
    ? otherWords[`${first} ${second}`]
    : Object.hasOwn(otherWords, first)
      ? otherWords[first]
      : undefined;
  if (!ours) return [...argv];
  const rest = argv.slice(two ? 2 : 1);
  const at = ours.indexOf('…');
  if (at < 0) return [...ours, ...rest];
  const options = rest.findIndex((word) => word.startsWith('-'));
  const words = options < 0 ? rest.length : options;
  return [...ours.slice(0, at), ...rest.slice(0, words), ...ours.slice(at + 1), ...rest.slice(words)];
}
