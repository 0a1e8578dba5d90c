import { useState } from 'preact/hooks';
import { type Proof, signIn } from '../api/session.ts';
import { texts } from '../texts/texts.ts';

const { signin } = texts;

const proofOf = (given: string): Proof => (/^trk_/.test(given) ? { token: given } : { code: given.toUpperCase() });

export function SignIn({ fault }: { fault: string }) {
  const [given, setGiven] = useState('');
  const [refusal, setRefusal] = useState(fault);
  const submit = async (event: Event) => {
    event.preventDefault();
    setRefusal('');
    try {
      await signIn(proofOf(given.trim()));
    } catch (error) {
      setRefusal((error as Error).message);
    }
  };
  return (
    <main id="main" class="sign-in">
      <h1>{signin.title}</h1>
      <p>{signin.intro}</p>
      <form onSubmit={submit}>
        <label for="proof">
          {signin.code} {signin.token}
        </label>
        <input
          id="proof"
          type="password"
          autocomplete="off"
          required
          value={given}
          aria-describedby="proof-hints"
          onInput={({ currentTarget }) => setGiven(currentTarget.value)}
        />
        <ul id="proof-hints">
          <li>{signin.codeHint}</li>
          <li>{signin.tokenHint}</li>
        </ul>
        {refusal && (
          <p class="fault" role="alert">
            {refusal}
          </p>
        )}
        <button type="submit" class="primary">
          {signin.enter}
        </button>
      </form>
      <p class="hint">{signin.local}</p>
    </main>
  );
}
