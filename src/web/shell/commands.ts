import { signOut } from '../api/session.ts';
import { boardCommands } from '../board/commands.ts';
import { go } from '../data/route.ts';
import { undoLast } from '../data/undo.ts';
import { openPalette } from '../keys/palette.tsx';
import { type Command, register } from '../keys/registry.ts';
import { fault } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { nextTheme } from './theme.ts';

const { keys } = texts;
const to = (path: string) => () => go(path);

const everywhere: readonly Command[] = [
  { id: 'board', title: keys.board, keys: ['g b'], group: 'go', run: to('/') },
  { id: 'list', title: keys.list, keys: ['g l'], group: 'go', run: to('/list') },
  { id: 'reviews', title: keys.reviews, keys: ['g r'], group: 'go', run: to('/reviews') },
  { id: 'history', title: keys.history, keys: ['g h'], group: 'go', run: to('/history') },
  { id: 'agents', title: keys.agents, keys: ['g a'], group: 'go', run: to('/agents') },
  { id: 'settings', title: keys.settings, keys: ['g s'], group: 'go', run: to('/settings') },
  { id: 'create', title: keys.create, keys: ['c'], group: 'general', run: openCreate },
  { id: 'search', title: keys.search, keys: ['/'], group: 'general', run: toFilter },
  { id: 'palette', title: keys.palette, keys: ['$mod+k'], group: 'general', run: openPalette },
  { id: 'undo', title: keys.undo, keys: ['z'], group: 'general', run: () => void undoLast() },
  { id: 'help', title: keys.help, keys: ['?', 'Shift+?'], group: 'general', run: openHelp },
  { id: 'theme', title: keys.theme, keys: [], group: 'general', run: nextTheme },
  { id: 'signOut', title: keys.signOut, keys: [], group: 'general', run: () => void signOut() },
];

function openHelp(): void {
  import('../keys/help.tsx').then((help) => help.openHelp(), fault);
}

/** The form comes when it is wanted first. */
function openCreate(): void {
  import('../create/create.tsx').then(({ showCreate }) => showCreate(), fault);
}

function toFilter(): void {
  const input = document.querySelector<HTMLInputElement>('#filter');
  if (input) input.select();
  else openPalette();
}

export const registerCommands = (): (() => void) => register(...everywhere, ...boardCommands);
