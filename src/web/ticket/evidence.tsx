import { texts } from '../texts/texts.ts';
import type { Evidence } from './shapes.ts';

const { ticket: said } = texts;

/** What shows that something was done, and whether it was found. */
export const EvidenceList = ({ evidence }: { evidence: readonly Evidence[] }) => (
  <ul class="proofs" aria-label={said.evidence}>
    {evidence.map(({ kind, value, exitCode, verified }) => (
      <li key={`${kind} ${value}`}>
        <span class="label">{kind}</span>{' '}
        {kind === 'url' && /^https?:\/\//i.test(value) ? (
          <a href={value} target="_blank" rel="noopener noreferrer nofollow">
            {value}
          </a>
        ) : (
          <code>{kind === 'commit' ? value.slice(0, 10) : value}</code>
        )}{' '}
        {exitCode !== undefined && <span class={`mark ${exitCode === 0 ? 'good' : 'bad'}`}>{said.exit(exitCode)}</span>}
        {verified !== undefined && (
          <span class={`mark ${verified ? 'good' : 'bad'}`}>{verified ? said.found : said.notFound}</span>
        )}
      </li>
    ))}
  </ul>
);
