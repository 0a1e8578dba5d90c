import { texts } from '../texts/texts.ts';
import { Name } from './details.tsx';
import type { Conflict, Ticket } from './shapes.ts';
import type { TicketStore } from './state.ts';
import { act } from './write.ts';

const { ticket: said } = texts;

/** What a merge has left: both values, and a button for each. */
export function Conflicts({
  store,
  ticket,
  conflicts,
}: {
  store: TicketStore;
  ticket: Ticket;
  conflicts: readonly Conflict[];
}) {
  if (conflicts.length === 0) return null;
  return (
    <section class="conflict" aria-labelledby="conflicts">
      <h2 id="conflicts">{said.conflicts}</h2>
      <p>{said.conflictHint}</p>
      <ul>
        {conflicts.map((conflict) => (
          <li key={`${conflict.field} ${conflict.other.value}`}>
            <OneConflict {...{ store, ticket, conflict }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The body that makes the other value count; undefined where there is none to send. */
function otherBody({ field, other, settle: { body } }: Conflict): Record<string, unknown> | undefined {
  if (!(field in body)) return undefined;
  return { ...body, [field]: field === 'points' && other.value !== 'none' ? Number(other.value) : other.value };
}

function OneConflict({ store, ticket, conflict }: { store: TicketStore; ticket: Ticket; conflict: Conflict }) {
  const { field, now, other, settle } = conflict;
  const send = (body: object, path = settle.path) =>
    void act(store, {
      ...{ method: settle.method, body, said: said.settled(ticket.key) },
      path: `/${path.replace(/^\/api\/v1/, '')}`,
    });
  const otherWay = otherBody(conflict);
  const opposite = /\/(un)?archive$/.exec(settle.path);
  return (
    <>
      <p>
        <strong>{field.replaceAll('_', ' ')}</strong>
      </p>
      <dl>
        <Side name={said.counts} side={now} />
        <Side name={said.lost} side={other} />
      </dl>
      {field === 'description' ? (
        <p class="faint">{said.settleByEdit}</p>
      ) : (
        <div class="buttons">
          <button type="button" onClick={() => send(settle.body)}>
            {otherWay || opposite ? said.now(now.value) : said.settle}
          </button>
          {otherWay && (
            <button type="button" onClick={() => send(otherWay)}>
              {said.other(other.value)}
            </button>
          )}
          {opposite && (
            <button
              type="button"
              onClick={() =>
                send(settle.body, settle.path.replace(/(?:un)?archive$/, opposite[1] ? 'archive' : 'unarchive'))
              }
            >
              {said.other(other.value)}
            </button>
          )}
        </div>
      )}
    </>
  );
}

const Side = ({ name, side }: { name: string; side: Conflict['now'] }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <span class="conflict-value">{side.value}</span> {side.actor && <Name name={side.actor} />}
    </dd>
  </div>
);
