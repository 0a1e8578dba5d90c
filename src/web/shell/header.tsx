import { isHeldUp, pending } from '../api/outbox.ts';
import { ready } from '../api/ready.ts';
import { signOut, who } from '../api/session.ts';
import { page } from '../data/route.ts';
import { tables } from '../data/tables.ts';
import { printKeys } from '../keys/print.ts';
import { run } from '../keys/run.ts';
import { liveState } from '../live/live.ts';
import { Person } from '../parts/person.tsx';
import { texts } from '../texts/texts.ts';
import { nextTheme, theme } from './theme.ts';
import { unread } from './unread.ts';

const { common, signin, keys } = texts;

const pages = { board: '/', list: '/list', reviews: '/reviews', agents: '/agents', history: '/history' } as const;

export function Header() {
  const names = Object.keys(pages) as (keyof typeof pages)[];
  return (
    <header>
      <a class="skip" href="#main">
        {common.skip}
      </a>
      <strong class="name">{tables.value.name || 'tracker'}</strong>
      <nav aria-label={tables.value.name || 'tracker'}>
        {names.map((name) => (
          <a key={name} href={pages[name]} aria-current={page.value === name ? 'page' : undefined}>
            {common.nav[name]}
            {name === 'reviews' && unread.value > 0 && <span class="count">{unread.value}</span>}
          </a>
        ))}
      </nav>
      <Connection />
      <Uncommitted />
      <span class="tools">
        <button type="button" class="primary" onClick={() => run('create')}>
          {common.create} <kbd>c</kbd>
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={`${common.palette} ${printKeys('$mod+K')}`}
          onClick={() => run('palette')}
        >
          {printKeys('$mod+K')}
        </button>
        <button type="button" class="quiet" aria-label={common.help} onClick={() => run('help')}>
          ?
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={`${keys.theme}: ${common.theme[theme.value]}`}
          onClick={nextTheme}
        >
          {theme.value === 'dark' ? '☾' : theme.value === 'light' ? '☀' : '◐'}
        </button>
        {who.value && (
          <details class="me">
            <summary>
              <span class="sr">{signin.as('')}</span>
              <Person name={who.value.actor} />
            </summary>
            <div>
              <p>{signin.as(who.value.actor)}</p>
              <a href="/settings">{common.nav.settings}</a>
              <button type="button" onClick={() => void signOut()}>
                {signin.signOut}
              </button>
            </div>
          </details>
        )}
      </span>
    </header>
  );
}

/** Whether what others do arrives, and whether all that this page did has been taken. */
function Connection() {
  const [isLive, waiting] = [liveState.value === 'live', pending.value.length];
  return (
    <span class={`connection ${isLive && !isHeldUp.value ? 'live' : 'lost'}`} role="status">
      {isLive && !isHeldUp.value ? (
        <span class="sr">{common.live}</span>
      ) : (
        <span>
          {common.lost}
          {isHeldUp.value && ` ${common.pending(waiting)}`}
        </span>
      )}
    </span>
  );
}

/** How much is on this machine alone until somebody commits it. */
function Uncommitted() {
  const now = ready.value;
  const count = now?.uncommitted?.events ?? 0;
  if (count === 0) return null;
  return (
    <a class="uncommitted" href="/settings">
      {common.uncommitted(count)}
    </a>
  );
}
