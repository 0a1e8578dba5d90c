import { useState } from 'preact/hooks';
import { request } from '../api/request.ts';
import { may, who } from '../api/session.ts';
import { pages } from '../texts/pages.ts';
import { Code, type Pairing } from './code.tsx';

const { agents } = pages;

type Bundle = keyof typeof agents.scopes;
const bundles = Object.keys(agents.scopes) as Bundle[];

interface Asked {
  handle: string;
  scope: Bundle;
  /** Empty: 90, or as many as one's own token has left, which no other that is made with it outlives. */
  days: string;
}

/** Makes a code for an agent of whoever is signed in. `known`: names that stand in the history. */
export function PairForm({ known }: { known: readonly string[] }) {
  const [asked, setAsked] = useState<Asked>({ handle: '', scope: 'agent', days: '' });
  const [refusal, setRefusal] = useState('');
  const [pairing, setPairing] = useState<Pairing>();
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setIsBusy(true);
    setRefusal('');
    setPairing(undefined);
    try {
      setPairing(await pair(asked));
    } catch (error) {
      setRefusal((error as Error).message);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <section>
      <h2>{agents.pair}</h2>
      <p class="faint">{agents.pairIntro}</p>
      {!may('admin') && <p class="warning">{agents.needs(who.value?.scopes.join(', ') || '–')}</p>}
      <form class="pair" onSubmit={submit}>
        <Fields {...{ asked, known }} onChange={(changed) => setAsked({ ...asked, ...changed })} />
        <button type="submit" class="primary" disabled={isBusy}>
          {agents.make}
        </button>
        <p class="hint" id="handle-hint">
          {agents.handleHint(who.value?.actor ?? '')}
        </p>
      </form>
      {refusal && (
        <p class="fault" role="alert">
          {refusal}
        </p>
      )}
      {pairing && <Code key={pairing.code} pairing={pairing} />}
    </section>
  );
}

interface FieldsGiven {
  asked: Asked;
  known: readonly string[];
  onChange(changed: Partial<Asked>): void;
}

function Fields({ asked: { handle, scope, days }, known, onChange }: FieldsGiven) {
  const own = `${who.value?.actor ?? ''}/`;
  const handles = known.filter((name) => name.startsWith(own)).map((name) => name.slice(own.length));
  return (
    <>
      <label class="field">
        {agents.handle}
        <input
          required
          list="handles"
          autocomplete="off"
          pattern="[A-Za-z0-9._\-]{1,39}"
          maxLength={39}
          aria-describedby="handle-hint"
          value={handle}
          onInput={({ currentTarget }) => onChange({ handle: currentTarget.value })}
        />
      </label>
      <datalist id="handles">
        {handles.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label class="field">
        {agents.scope}
        <select value={scope} onChange={({ currentTarget }) => onChange({ scope: currentTarget.value as Bundle })}>
          {bundles.map((name) => (
            <option key={name} value={name}>
              {`${name}: ${agents.scopes[name]}`}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {agents.days}
        <input
          type="number"
          min={1}
          placeholder="90"
          aria-describedby="handle-hint"
          value={days}
          onInput={({ currentTarget }) => onChange({ days: currentTarget.value })}
        />
      </label>
    </>
  );
}

interface Actor {
  handle: string;
  kind: string;
  owner: string | null;
}

/**
 * Names the agent where it has no name yet, and has a code made. Whoever may let people in could have a code for another
 * person's name by mistake: here it is for one's own agents. Throws Refused, and Error for a name that is somebody else's.
 */
async function pair({ handle: given, scope, days }: Asked): Promise<Pairing> {
  const handle = given.trim();
  const { actors } = (await request<{ actors: Actor[] }>('GET', '/actors')).body;
  const known = actors.find((one) => one.handle.toLowerCase() === handle.toLowerCase());
  if (known && (known.kind !== 'agent' || known.owner !== who.value?.actor)) throw new Error(agents.taken(handle));
  if (!known) await request('POST', '/actors', { body: { handle, kind: 'agent' } });
  const body = { actor: handle, scope: [scope], ...(days !== '' && { days: Number(days) }) };
  return (await request<Pairing>('POST', '/pairings', { body })).body;
}
