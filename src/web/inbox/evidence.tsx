import type { Evidence } from '../../domain/event/event.ts';
import { pages } from '../texts/pages.ts';

const { inbox } = pages;

/** What somebody has brought forward for their work, and whether the repository has it. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return <p class="faint">{inbox.noEvidence}</p>;
  return (
    <ul class="evidence" aria-label={inbox.evidence}>
      {evidence.map(({ kind, value, exitCode, verified }) => (
        <li key={`${kind} ${value}`}>
          <span class="label">{kind}</span> <Value kind={kind} value={value} />
          {exitCode !== undefined && (
            <span class={exitCode === 0 ? 'mark good' : 'mark bad'}>{inbox.exit(exitCode)}</span>
          )}
          {verified !== undefined && (
            <span class={verified ? 'mark good' : 'mark bad'}>{verified ? inbox.found : inbox.notFound}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A link only where it leads to the web: nothing that somebody wrote runs here. */
function Value({ kind, value }: { kind: string; value: string }) {
  if (kind === 'url' && /^https?:\/\//i.test(value))
    return (
      <a href={value} target="_blank" rel="noopener noreferrer nofollow">
        {value}
      </a>
    );
  return kind === 'note' ? <span>{value}</span> : <code>{value}</code>;
}
