import { useState } from 'preact/hooks';
import { may } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { Name } from './details.tsx';
import { dropDraft, findDraft, keepDraft } from './drafts.ts';
import { EvidenceList } from './evidence.tsx';
import type { Review, Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { When } from './when.tsx';
import { act } from './write.ts';

const { ticket: said, common } = texts;

/** What was submitted, what was decided on it, and what is to be done next about it. */
export function ReviewPanel({
  store,
  ticket,
  review,
}: {
  store: TicketStore;
  ticket: Ticket;
  review?: Review | undefined;
}) {
  const latest = review?.submissions[0];
  const isWaiting = review?.turn.whose === 'reviewer';
  return (
    <section class="review" aria-labelledby="review">
      <h2 id="review">{said.review}</h2>
      {review && latest && (
        <div class="said">
          <p>
            <span class={`mark ${review.state === 'approved' ? 'good' : isWaiting ? 'review' : 'bad'}`}>
              {said.states[review.state] ?? review.state}
            </span>{' '}
            {said.by} <Name name={latest.decisions.at(-1)?.actor ?? latest.actor} />{' '}
            <When time={latest.decisions.at(-1)?.time ?? latest.time} />
          </p>
          {latest.evidence.length > 0 && <EvidenceList evidence={latest.evidence} />}
        </div>
      )}
      {isWaiting && may('review') && <Decide {...{ store, ticket }} />}
      {may('write') && review?.turn.whose !== 'nobody' && (
        <Submit {...{ store, ticket }} isAgain={review !== undefined} isQuiet={isWaiting} />
      )}
    </section>
  );
}

/** A line to be typed, kept as a draft. */
function useDraft(ticket: string, field: string): [text: string, type: (text: string) => void] {
  const [text, setText] = useState(() => findDraft(ticket, field)?.text ?? '');
  const type = (typed: string) => {
    setText(typed);
    if (typed === '') dropDraft(ticket, field);
    else keepDraft(ticket, field, { text: typed, base: '' });
  };
  return [text, type];
}

function Decide({ store, ticket: { id, key } }: { store: TicketStore; ticket: Ticket }) {
  const [why, setWhy] = useDraft(id, 'decision');
  const decide = async (decision: string) => {
    const message = why.trim();
    const answer = await act(store, {
      ...{ path: '/review/decision', body: { decision, ...(message !== '' && { message }) } },
      said: said.decided(key, decision),
    });
    if (answer) setWhy('');
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <label for="why">{said.why}</label>
      <textarea id="why" rows={2} value={why} onInput={({ currentTarget }) => setWhy(currentTarget.value)} />
      <div class="buttons">
        <button type="button" class="primary" onClick={() => void decide('approved')}>
          {said.approve}
        </button>
        <button type="button" disabled={why.trim() === ''} onClick={() => void decide('changes_requested')}>
          {said.requestChanges}
        </button>
      </div>
    </form>
  );
}

interface SubmitGiven {
  store: TicketStore;
  ticket: Ticket;
  isAgain: boolean;
  isQuiet: boolean;
}

function Submit({ store, ticket: { id, key }, isAgain, isQuiet }: SubmitGiven) {
  const [done, setDone] = useDraft(id, 'submission');
  const [evidence, setEvidence] = useDraft(id, 'evidence');
  const [isOpen, setOpen] = useState(done !== '' || evidence !== '');
  const name = isAgain ? said.submitAgain : said.submit;
  const submit = async () => {
    const lines = evidence.split('\n').flatMap((line) => line.trim() || []);
    const answer = await act(store, {
      ...{ path: '/review', body: { message: done.trim(), ...(lines.length > 0 && { evidence: lines }) } },
      said: said.submitted(key),
    });
    if (!answer) return;
    setDone('');
    setEvidence('');
    setOpen(false);
  };
  if (!isOpen)
    return (
      <button type="button" class={isQuiet ? 'quiet' : ''} onClick={() => setOpen(true)}>
        {name}
      </button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label for="done">{said.whatWasDone}</label>
      <textarea
        id="done"
        rows={3}
        required
        value={done}
        onInput={({ currentTarget }) => setDone(currentTarget.value)}
      />
      <label for="evidence">{said.evidenceHint}</label>
      <textarea
        id="evidence"
        rows={3}
        value={evidence}
        onInput={({ currentTarget }) => setEvidence(currentTarget.value)}
      />
      <div class="buttons">
        <button type="submit" class="primary">
          {name}
        </button>
        <button
          type="button"
          onClick={() => {
            setDone('');
            setEvidence('');
            setOpen(false);
          }}
        >
          {common.cancel}
        </button>
      </div>
    </form>
  );
}
