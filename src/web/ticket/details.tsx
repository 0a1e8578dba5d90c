import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { may } from '../api/session.ts';
import { chooseLabels, choosePeople, choosePriority } from '../board/fields.tsx';
import { Marks } from '../board/marks.tsx';
import { chooseMove } from '../board/menu.tsx';
import type { Card } from '../data/card.ts';
import { isAgent } from '../data/card.ts';
import { changing, findCard } from '../data/cards.ts';
import { Person } from '../parts/person.tsx';
import { texts } from '../texts/texts.ts';
import type { Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { When } from './when.tsx';
import { act } from './write.ts';

const { ticket: said } = texts;
const { fields } = said;

/** A name, with a picture, and whether it is an agent's, in words. */
export const Name = ({ name }: { name: string }) => (
  <span class="who">
    <span aria-hidden="true">
      <Person name={name} />
    </span>
    <span>{name}</span>
    {isAgent(name) && <span class="label">{said.agent}</span>}
  </span>
);

/** What is known of a ticket besides its texts; what can be changed is a button or a box. */
export function Details({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const { type, status, priority, labels, assignees, claim, created, updated } = ticket;
  const card = findCard(ticket.key)?.value;
  // It comes a moment later, where no board shows it.
  if (!card) void changing.value;
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details" class="sr">
        {said.details}
      </h2>
      <dl>
        <Field name={fields.status}>
          <Changed name={fields.status} {...{ card, onChange: chooseMove }}>
            <span class={`status-name ${card?.category ?? ''}`}>{status.replaceAll('_', ' ')}</span>
          </Changed>
        </Field>
        <Field name={fields.type}>
          <span class={`type type-${type}`}>{type}</span>
        </Field>
        <Field name={fields.priority}>
          <Changed name={fields.priority} {...{ card, onChange: choosePriority }}>
            {priority}
          </Changed>
        </Field>
        <Field name={said.assignees}>
          <Changed name={said.assignees} {...{ card, onChange: choosePeople }}>
            {assignees.length === 0 ? said.nobody : assignees.map((name) => <Name key={name} name={name} />)}
          </Changed>
        </Field>
        <Field name={fields.labels}>
          <Changed name={fields.labels} {...{ card, onChange: chooseLabels }}>
            {labels.length === 0
              ? said.none
              : labels.map((label) => (
                  <span key={label} class="label">
                    {label}
                  </span>
                ))}
          </Changed>
        </Field>
        <Typed {...{ store, ticket }} />
        {claim && (
          <Field name={said.claim}>
            <Name name={claim.actor} /> {said.until} <When time={claim.until} />
          </Field>
        )}
        {card && (
          <Field name={said.marks}>
            <span class="marks">
              <Marks card={card} />
            </span>
          </Field>
        )}
        <Stamp name={said.made} stamp={created} />
        <Stamp name={said.changed} stamp={updated} />
      </dl>
    </section>
  );
}

const Field = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Stamp = ({ name, stamp: { actor, time } }: { name: string; stamp: Ticket['created'] }) => (
  <Field name={name}>
    <Name name={actor} /> <When time={time} />
  </Field>
);

interface ChangedGiven {
  name: string;
  card: Card | undefined;
  onChange: (card: Card) => void;
  children: ComponentChildren;
}

/** A value that a list to choose from changes. */
const Changed = ({ name, card, onChange, children }: ChangedGiven) =>
  may('write') && card ? (
    <button type="button" class="value" onClick={() => onChange(card)}>
      <span class="sr">{said.change(name)}: </span>
      {children}
    </button>
  ) : (
    <span class="value">{children}</span>
  );

const mostPoints = 13;
const allPoints = Array.from({ length: mostPoints }, (_, at) => String(at + 1));

/** Points and due day: the browser's own boxes know best how these are given. */
function Typed({ store, ticket: { key, points, due } }: { store: TicketStore; ticket: Ticket }) {
  const set = (name: string, body: object, value: string) =>
    act(store, { method: 'PATCH', path: '', body, said: said.fieldSet(key, name, value) });
  const isFixed = !may('write');
  return (
    <>
      <Field name={fields.points}>
        <select
          aria-label={fields.points}
          disabled={isFixed}
          value={points === null ? '' : String(points)}
          onChange={({ currentTarget: { value } }) =>
            void set(fields.points, { points: value === '' ? 'none' : Number(value) }, value || said.none)
          }
        >
          <option value="">{said.none}</option>
          {allPoints.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </Field>
      <Field name={fields.due}>
        <Day {...{ due, isFixed }} onDay={(day) => set(fields.due, { due: day || 'none' }, day || said.none)} />
      </Field>
    </>
  );
}

/** A day that is typed is whole for a moment with each digit of its year: it counts once the typing has stopped. */
const typingMs = 700;

function Day({
  due,
  isFixed,
  onDay,
}: {
  due: string | null;
  isFixed: boolean;
  onDay: (day: string) => Promise<unknown>;
}) {
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const take = (day: string) => {
    clearTimeout(timer.current);
    void onDay(day).then(() => setTyped(undefined));
  };
  return (
    <input
      type="date"
      aria-label={fields.due}
      disabled={isFixed}
      value={typed ?? due ?? ''}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => take(value), typingMs);
      }}
      onBlur={() => typed !== undefined && typed !== (due ?? '') && take(typed)}
    />
  );
}
