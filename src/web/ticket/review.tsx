import { useEffect, useRef, useState } from 'preact/hooks';
import { may } from '../api/session.ts';
import { isSending } from '../parts/sending.ts';
import { texts } from '../texts/texts.ts';
import { Name } from './details.tsx';
import { EvidenceList } from './evidence.tsx';
import type { Review, Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { type DraftBox, findDraft, useDraft } from './text/drafts.ts';
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
        <div class="noted">
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

function Decide({ store, ticket: { id, key } }: { store: TicketStore; ticket: Ticket }) {
  const { text: why, type: setWhy } = useDraft(id, 'decision');
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

function Submit({ store, ticket, isAgain, isQuiet }: SubmitGiven) {
  const [isOpen, setOpen] = useState(() => submissionFields.some((field) => findDraft(ticket.id, field)));
  const [isAsked, setAsked] = useState(false);
  const name = isAgain ? said.submitAgain : said.submit;
  if (isOpen) return <SubmitForm {...{ store, ticket, name, isAsked }} onClose={() => setOpen(false)} />;
  const open = () => {
    setAsked(true);
    setOpen(true);
  };
  return (
    <button id="submit" type="button" class={isQuiet ? 'quiet' : ''} onClick={open}>
      {name}
    </button>
  );
}

const submissionFields = ['submission', 'evidence'] as const;

interface SubmitFormGiven {
  store: TicketStore;
  ticket: Ticket;
  name: string;
  /** By the person, who begins to type; else it is there as a draft was kept. */
  isAsked: boolean;
  onClose: () => void;
}

function SubmitForm({ store, ticket: { id, key }, name, isAsked, onClose }: SubmitFormGiven) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isAsked) form.current?.querySelector('textarea')?.focus();
  }, []);
  const [done, evidence] = [useDraft(id, 'submission'), useDraft(id, 'evidence')];
  const close = () => {
    done.type('');
    evidence.type('');
    onClose();
  };
  const submit = async () => {
    const lines = evidence.text.split('\n').flatMap((line) => line.trim() || []);
    const answer = await act(store, {
      ...{ path: '/review', body: { message: done.text.trim(), ...(lines.length > 0 && { evidence: lines }) } },
      said: said.submitted(key),
    });
    if (answer) close();
  };
  const box = (name: string, { text, type }: DraftBox, isRequired: boolean) => (
    <textarea
      {...{ id: name, rows: 3, required: isRequired, value: text }}
      onInput={({ currentTarget }) => type(currentTarget.value)}
    />
  );
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (!isSending(event)) return;
        event.preventDefault();
        form.current?.requestSubmit();
      }}
    >
      <label for="done">{said.whatWasDone}</label>
      {box('done', done, true)}
      <label for="evidence">{said.evidenceHint}</label>
      {box('evidence', evidence, false)}
      <div class="buttons">
        <button type="submit" class="primary">
          {name}
        </button>
        <button type="button" onClick={close}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
}
