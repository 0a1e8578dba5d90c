import { useState } from 'preact/hooks';
import { send } from '../api/outbox.ts';
import { didIt } from '../data/undo.ts';
import { TextArea } from '../parts/text-area.tsx';
import { Ago } from '../parts/times.tsx';
import { pages } from '../texts/pages.ts';
import { texts } from '../texts/texts.ts';

import type { Me } from './inbox.ts';
import { Panel } from './panel.tsx';

const { inbox } = pages;
const shownCharacters = 600;

/** What somebody has said to the person by name, and room for an answer. */
export function Question({ question, onAnswered }: { question: Me['questions'][number]; onAnswered: () => void }) {
  const { key, title, note } = question;
  const [isAnswering, setIsAnswering] = useState(false);
  const close = () => setIsAnswering(false);
  return (
    <Panel ticket={{ key, title }}>
      <p class="faint">
        {note.actor}, <Ago time={note.time} />
      </p>
      <p class="said">{excerpt(note.body)}</p>
      {isAnswering ? (
        <AnswerForm ticket={key} close={close} onAnswered={onAnswered} />
      ) : (
        <button type="button" aria-label={`${inbox.answer}: ${key}`} onClick={() => setIsAnswering(true)}>
          {inbox.answer}
        </button>
      )}
    </Panel>
  );
}

interface AnswerGiven {
  ticket: string;
  close(): void;
  onAnswered(): void;
}

function AnswerForm({ ticket, close, onAnswered }: AnswerGiven) {
  const [answer, setAnswer] = useState('');
  const [refusal, setRefusal] = useState('');
  const submit = async () => {
    const message = answer.trim();
    if (message === '') return;
    setRefusal('');
    try {
      const path = `/tickets/${ticket}/comments`;
      const { events } = await send({
        ...{ method: 'POST', path, body: { message }, about: ticket, name: `${ticket} ${inbox.answer}` },
      });
      didIt(ticket, events, inbox.answered(ticket));
      close();
      onAnswered();
    } catch (error) {
      setRefusal((error as Error).message);
    }
  };
  return (
    <div class="decide">
      <TextArea
        label={`${inbox.answer} (${ticket})`}
        rows={3}
        value={answer}
        onInput={setAnswer}
        onSubmit={() => void submit()}
        hasFocus
      />
      {refusal && (
        <p class="fault" role="alert">
          {refusal}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="primary" onClick={() => void submit()}>
          {inbox.send}
        </button>
        <button type="button" onClick={close}>
          {texts.common.cancel}
        </button>
      </div>
    </div>
  );
}

/** Where it is long, around the first name in it. */
function excerpt(body: string): string {
  if (body.length <= shownCharacters) return body;
  const at = Math.max(0, body.indexOf('@'));
  const from = Math.max(0, Math.min(at - shownCharacters / 2, body.length - shownCharacters));
  const text = body.slice(from, from + shownCharacters);
  return `${from > 0 ? '…' : ''}${text}${from + shownCharacters < body.length ? '…' : ''}`;
}
