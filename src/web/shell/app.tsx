import { type ComponentType, Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { may, who } from '../api/session.ts';
import { Board } from '../board/board.tsx';
import { page, path } from '../data/route.ts';
import { announced } from '../parts/announce.ts';
import { Later } from '../parts/later.tsx';
import { above } from '../parts/open.ts';
import { Toasts } from '../parts/toasts.tsx';
import { texts } from '../texts/texts.ts';
import { Header } from './header.tsx';
import { SignIn } from './sign-in.tsx';
import { pageTitle } from './unread.ts';

const { common } = texts;

/** What most visits don't need comes when it is asked for. */
const later = {
  ticket: () => import('../ticket/page.tsx'),
  list: () => import('../list/page.tsx'),
  reviews: () => import('../inbox/page.tsx'),
  agents: () => import('../agents/page.tsx'),
  history: () => import('../history/page.tsx'),
  settings: () => import('../settings/page.tsx'),
} satisfies Record<string, () => Promise<{ default: ComponentType }>>;

const isLater = (name: string): name is keyof typeof later => name in later;

export function App({ fault }: { fault: string }) {
  return (
    <>
      {may('read') ? (
        <>
          <Header />
          <main id="main" tabIndex={-1}>
            <Heading />
            <Current />
          </main>
          {above.value && <Fragment key={above.value.number}>{above.value.draw()}</Fragment>}
        </>
      ) : (
        // Who may change but not read, as a program may, is shown nothing, and told why.
        <SignIn key={who.value?.actor} fault={who.value ? common.notAllowed('read') : fault} />
      )}
      <Toasts />
      <div class="sr" role="status" aria-live="polite">
        {announced.value}
      </div>
    </>
  );
}

/** What the page is, for whoever hears it: a ticket's has a title of its own. */
function Heading() {
  const name = page.value;
  return name === 'ticket' || name === 'nowhere' ? null : <h1 class="sr">{common.nav[name]}</h1>;
}

function Current() {
  const name = page.value;
  useEffect(() => {
    pageTitle.value = isLater(name) && name !== 'ticket' ? common.nav[name] : '';
  }, [name]);
  if (name === 'board') return <Board />;
  if (isLater(name)) return <Later key={name} load={later[name]} at={name === 'ticket' ? path.value : name} />;
  return (
    <p class="empty">
      {common.nowhere} <a href="/">{common.toBoard}</a>
    </p>
  );
}
