import { effect } from '@preact/signals';
import { render } from 'preact';
import { mayBeIn } from './api/credentials.ts';
import { Unreachable } from './api/problem.ts';
import { may, resume, signIn, who } from './api/session.ts';
import { followChanges, hearChanges, loadCards } from './data/cards.ts';
import { followQuery } from './data/filter.ts';
import { loadTables } from './data/tables.ts';
import { followKeys } from './keys/keys.ts';
import { goLive } from './live/live.ts';
import { announce } from './parts/announce.ts';
import { fault, toast } from './parts/toasts.tsx';
import { App } from './shell/app.tsx';
import { registerCommands } from './shell/commands.ts';
import { followTheme } from './shell/theme.ts';
import { followTitle } from './shell/unread.ts';
import { texts } from './texts/texts.ts';

/** The key in a one-time link, which is taken out of the address at once. */
function takeKey(): string | undefined {
  const [, key] = /^#key=(.+)$/.exec(location.hash) ?? [];
  if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return key;
}

/** Who was signed in stays so; else the link's key signs in. Answers why nobody is signed in where a person should know. */
async function enter(): Promise<string> {
  const key = takeKey();
  for (;;) {
    try {
      if (mayBeIn.value) {
        await resume().catch((error: unknown) => {
          if (error instanceof Unreachable) throw error;
        });
      }
      if (!who.value && key !== undefined) await signIn({ key });
      return '';
    } catch (error) {
      if (!(error instanceof Unreachable)) return texts.signin.spent;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

function load(): void {
  Promise.all([loadTables(), loadCards()]).catch(fault);
}

/** What every page shows and none needs at once. */
function followMore(): void {
  const all = [
    import('./inbox/unread-count.ts').then(({ followUnread }) => followUnread()),
    import('./shell/uncommitted.ts').then(({ followUncommitted }) => followUncommitted()),
  ];
  // A newer server has other names for its files: the pages say so where they are opened.
  for (const one of all) one.catch(() => undefined);
}

function start(): void {
  goLive();
  followChanges(() => {
    toast(texts.common.reset);
    load();
  });
  hearChanges(({ events }) => {
    const last = events.at(-1);
    if (last?.key && last.actor !== who.value?.actor) announce(texts.board.others(last.actor, last.key, last.kind));
  });
  effect(() => {
    if (may('read')) load();
  });
  effect(() => {
    if (!mayBeIn.value) who.value = undefined;
    // Signed in by another tab.
    else if (!who.peek()) resume().catch(() => undefined);
  });
  followQuery();
  followKeys();
  // After the first paint, which it would hold up.
  requestAnimationFrame(() => setTimeout(followMore));
}

followTheme();
followTitle();
registerCommands();
const refusal = await enter();
start();
const app = document.getElementById('app');
if (app) render(<App fault={refusal} />, app);
