import { ticketPath } from '../data/route.ts';
import { Person } from '../parts/person.tsx';
import { Ago } from '../parts/times.tsx';
import { pages } from '../texts/pages.ts';
import type { Claim } from './work.ts';

const { agents } = pages;
const shownCharacters = 200;

/** Who holds which ticket, since when, and what was said last of it. */
export const ClaimTable = ({ claims, labelledBy }: { claims: readonly Claim[]; labelledBy: string }) => (
  <table class="claims" aria-labelledby={labelledBy}>
    <thead>
      <tr>
        <th scope="col">{agents.who}</th>
        <th scope="col">{agents.ticket}</th>
        <th scope="col">{agents.since}</th>
        <th scope="col">{agents.note}</th>
      </tr>
    </thead>
    <tbody>
      {claims.map((claim) => (
        <Row key={claim.key} claim={claim} />
      ))}
    </tbody>
  </table>
);

function Row({ claim: { key, title, status, actor, since, note } }: { claim: Claim }) {
  return (
    <tr>
      <td>
        <Person name={actor} /> <span class="name">{actor}</span>
      </td>
      <td>
        <a href={ticketPath(key)}>
          <span class="key">{key}</span> {title}
        </a>{' '}
        <span class="faint">{status.replaceAll('_', ' ')}</span>
      </td>
      <td>{since === undefined ? <span class="faint">{agents.elsewhere}</span> : <Ago time={since} />}</td>
      <td class="note">
        {note ? (
          <>
            {note.body.slice(0, shownCharacters)}
            {note.body.length > shownCharacters && '…'}{' '}
            <span class="faint">
              {note.actor}, <Ago time={note.time} />
            </span>
          </>
        ) : (
          <span class="faint">{agents.noNote}</span>
        )}
      </td>
    </tr>
  );
}
