import '../style/pages.ts';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { askReady, ready } from '../api/ready.ts';
import { signOut, who } from '../api/session.ts';
import { tables } from '../data/tables.ts';
import { areSingleKeysOn, setSingleKeys } from '../keys/keys.ts';
import { run } from '../keys/run.ts';
import { Ago } from '../parts/times.tsx';
import { theme, themes } from '../shell/theme.ts';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';

const { settings } = pages;
const { common, signin, keys } = texts;

export default function Page() {
  useEffect(() => void askReady(), []);
  const { name, version } = tables.value;
  return (
    <div class="page settings">
      <Who />
      <Section title={settings.looks}>
        <div role="radiogroup" aria-label={settings.looks} class="choices-in-line">
          {themes.map((one) => (
            <label key={one} class="check">
              <input
                type="radio"
                name="theme"
                checked={theme.value === one}
                onChange={() => {
                  theme.value = one;
                }}
              />
              {common.theme[one]}
            </label>
          ))}
        </div>
      </Section>
      <Section title={settings.keys}>
        <label class="check">
          <input
            type="checkbox"
            checked={areSingleKeysOn.value}
            aria-describedby="keys-hint"
            onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
          />
          {keys.single}
        </label>
        <p class="hint" id="keys-hint">
          {settings.keysHint}
        </p>
        <button type="button" onClick={() => run('help')}>
          {common.help}
        </button>
      </Section>
      <Git />
      {version !== '' && (
        <Section title={settings.server}>
          <p>{settings.version(name, version)}</p>
        </Section>
      )}
    </div>
  );
}

const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section>
    <h2>{title}</h2>
    {children}
  </section>
);

function Who() {
  const now = who.value;
  if (!now) return null;
  return (
    <Section title={settings.who}>
      <dl>
        <dt>{settings.actor}</dt>
        <dd>
          {now.actor}, {settings.kinds[now.kind]}
        </dd>
        <dt>{settings.scopes}</dt>
        <dd>
          <ul class="scopes">
            {now.scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code> {settings.scopeNames[scope]}
              </li>
            ))}
          </ul>
        </dd>
        <dt>{settings.expires}</dt>
        <dd>
          <time dateTime={now.expires_at}>
            {new Date(now.expires_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
          </time>
        </dd>
      </dl>
      <button type="button" onClick={() => void signOut()}>
        {signin.signOut}
      </button>
    </Section>
  );
}

/** Where the server says so: what is in no commit yet, and how syncing goes. */
function Git() {
  const now = ready.value;
  if (!now) return null;
  const { uncommitted, sync } = now;
  const at = (time: string) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Section title={settings.git}>
      <p>{uncommitted ? settings.uncommitted(uncommitted.events, at(uncommitted.since)) : settings.committed}</p>
      {uncommitted && !sync && <p class="hint">{settings.commit}</p>}
      {sync?.failing_since && <p class="fault">{settings.syncFails(at(sync.failing_since), sync.error ?? '')}</p>}
      {sync?.last && (
        <p class="faint">
          {settings.synced} <Ago time={sync.last} />
        </p>
      )}
    </Section>
  );
}
