import { signal } from '@preact/signals';
import { render } from 'preact';
import { tellTabs } from './live/tabs.ts';
import { type SignedIn, signIn, signOut, takeKey, whoAmI } from './session.ts';

const signedIn = signal<SignedIn | null>(null);
const fault = signal('');

/** Says what went wrong instead of throwing it. */
async function attempt(work: () => Promise<SignedIn | null>): Promise<void> {
  fault.value = '';
  try {
    signedIn.value = await work();
  } catch (error) {
    fault.value = (error as Error).message;
  }
}

const isCode = (given: string): boolean => /^[\dA-Za-z]{4}-?[\dA-Za-z]{4}$/.test(given);

async function submit(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const given = String(new FormData(event.target as HTMLFormElement).get('secret')).trim();
  await attempt(() => signIn(isCode(given) ? { code: given } : { token: given }));
  tell();
}

async function leave(): Promise<void> {
  await attempt(async () => {
    await signOut();
    return null;
  });
  tell();
}

const SignIn = () => (
  <form onSubmit={submit}>
    <label for="secret">A pairing code or a token</label>
    <input id="secret" name="secret" type="password" autocomplete="off" required />
    <button type="submit">Sign in</button>
    <p role="alert">{fault}</p>
  </form>
);

const Signed = ({ actor, kind }: SignedIn) => (
  <>
    <p>
      Signed in as {actor} ({kind}).
    </p>
    <button type="button" onClick={leave}>
      Sign out
    </button>
  </>
);

const App = () => (
  <main>
    <h1>tracker</h1>
    {signedIn.value ? <Signed {...signedIn.value} /> : <SignIn />}
  </main>
);

const look = () => attempt(whoAmI);
const tell = tellTabs(look);
const key = takeKey();
// A spent link in a browser that is signed in shows what there is.
await attempt(async () => (await whoAmI()) ?? (key === undefined ? null : signIn({ key })));
const app = document.getElementById('app');
if (app) render(<App />, app);
