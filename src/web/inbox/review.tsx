import { useCallback, useState } from 'preact/hooks';
import type { ReviewResult } from '../../actions/alignment/get.ts';
import type { AsJson } from '../api/json.ts';
import { send } from '../api/outbox.ts';
import { request } from '../api/request.ts';
import { may } from '../api/session.ts';
import { didIt } from '../data/undo.ts';
import { useLoaded, Waiting } from '../parts/loaded.tsx';
import { TextArea } from '../parts/text-area.tsx';
import { Ago } from '../parts/times.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';
import { EvidenceList } from './evidence.tsx';
import type { WaitingReview } from './inbox.ts';
import { Panel } from './panel.tsx';

const { inbox } = pages;

/** A submission with its evidence, and what a person can say to it. */
export function Review({ review, onDecided }: { review: WaitingReview; onDecided: () => void }) {
  const { key, title, actor, time, decidable } = review;
  const load = useCallback(
    async () => (await request<AsJson<ReviewResult>>('GET', `/tickets/${key}/review`)).body,
    [key],
  );
  const loaded = useLoaded(load);
  const [latest, ...earlier] = loaded.value?.submissions ?? [];
  const decisions = [latest, ...earlier].flatMap((one) => one?.decisions ?? []);
  const said = loaded.value?.said ?? [];
  return (
    <Panel ticket={{ key, title }} kind="review">
      <p class="faint">
        {inbox.submitted(actor)}, <Ago time={time} />
      </p>
      <Waiting loaded={loaded} />
      {latest && (
        <>
          <p class="said">{latest.message}</p>
          <EvidenceList evidence={latest.evidence} />
        </>
      )}
      {said.length > 0 && (
        <div class="against">
          <strong>{inbox.against}</strong>
          <ul>
            {said.map(({ gate, items }) => (
              <li key={gate}>
                {gate}: {items.join(', ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      {decisions.length > 0 && (
        <details>
          <summary>{inbox.decisions}</summary>
          {decisions.map(({ event, actor: by, decision, message }) => (
            <p key={event}>
              {by}: {decision.replaceAll('_', ' ')} <span class="said">{message}</span>
            </p>
          ))}
        </details>
      )}
      {decidable && <Decide ticket={key} onDecided={onDecided} />}
    </Panel>
  );
}

type Verdict = 'approved' | 'changes_requested' | 'rejected';

function Decide({ ticket, onDecided }: { ticket: string; onDecided: () => void }) {
  const [message, setMessage] = useState('');
  const [refusal, setRefusal] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const decide = async (decision: Verdict) => {
    const why = message.trim();
    if (decision !== 'approved' && why === '') {
      setRefusal(inbox.noMessage);
      return;
    }
    setIsBusy(true);
    setRefusal('');
    try {
      const body = { decision, ...(why !== '' && { message: why }) };
      const path = `/tickets/${ticket}/review/decision`;
      const { events } = await send({ method: 'POST', path, body, about: ticket, name: `${ticket} ${decision}` });
      didIt(ticket, events, inbox.decided(ticket, decision));
      onDecided();
    } catch (error) {
      setRefusal((error as Error).message);
    } finally {
      setIsBusy(false);
    }
  };
  const button = (decision: Verdict, name: string) => (
    <button
      type="button"
      class={decision === 'approved' ? 'primary' : ''}
      disabled={isBusy}
      aria-label={`${name}: ${ticket}`}
      onClick={() => void decide(decision)}
    >
      {name}
    </button>
  );
  return (
    <div class="decide">
      <TextArea
        label={`${inbox.why} (${ticket})`}
        rows={2}
        value={message}
        placeholder={inbox.whyHint}
        onInput={setMessage}
        onSubmit={() => void decide('approved')}
      />
      {refusal && (
        <p class="fault" role="alert">
          {refusal}
        </p>
      )}
      {!may('review') && <p class="hint">{texts.common.notAllowed('review')}</p>}
      <div class="buttons">
        {button('approved', inbox.approve)}
        {button('changes_requested', inbox.changes)}
        {button('rejected', inbox.reject)}
      </div>
    </div>
  );
}
