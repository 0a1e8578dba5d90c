import '../style/pages.ts';
import { useEffect, useState } from 'preact/hooks';
import { isAgent } from '../data/card.ts';
import { useLoaded, Waiting } from '../parts/loaded.tsx';
import { pages } from '../texts/pages.ts';
import { ClaimTable } from './claim-table.tsx';
import { PairForm } from './pair-form.tsx';
import { type Claim, loadWork, type People } from './work.ts';

const { agents } = pages;

const minuteMs = 60_000;

export default function Page() {
  const loaded = useLoaded(loadWork);
  const { value } = loaded;
  const now = useMinute();
  const isLive = ({ until }: Claim) => until !== undefined && Date.parse(until) > now;
  const live = value?.claims.filter(isLive) ?? [];
  const past = value?.claims.filter((claim) => !isLive(claim)) ?? [];
  return (
    <div class="page">
      <Waiting loaded={loaded} />
      {value && (
        <>
          <section>
            <h2 id="working">
              {agents.working} <span class="count">{live.length}</span>
            </h2>
            {live.length === 0 ? (
              <p class="faint">
                {agents.workingEmpty} {agents.workingHint}
              </p>
            ) : (
              <ClaimTable claims={live} labelledBy="working" />
            )}
          </section>
          {past.length > 0 && (
            <section>
              <h2 id="ran-out">
                {agents.ranOut} <span class="count">{past.length}</span>
              </h2>
              <p class="faint">{agents.ranOutHint}</p>
              <ClaimTable claims={past} labelledBy="ran-out" />
            </section>
          )}
          <Known people={value.people} live={live} />
        </>
      )}
      <PairForm known={value?.people.map(({ name }) => name) ?? []} />
    </div>
  );
}

/** A claim runs out by time, which no event says. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minuteMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Each agent with its person. */
function Known({ people, live }: { people: People; live: readonly Claim[] }) {
  const some = people.filter(({ name, kind }) => kind === 'agent' || (kind === null && isAgent(name)));
  return (
    <section>
      <h2>
        {agents.all} <span class="count">{some.length}</span>
      </h2>
      {some.length === 0 && <p class="faint">{agents.allEmpty}</p>}
      <ul class="lines">
        {some.map(({ name, open }) => (
          <Agent key={name} name={name} open={open} held={live.filter(({ actor }) => actor === name).length} />
        ))}
      </ul>
    </section>
  );
}

function Agent({ name, open, held }: { name: string; open: number; held: number }) {
  const [person, ...own] = name.split('/');
  return (
    <li>
      <a href={`/list?assignee=${encodeURIComponent(name)}`}>{own.length > 0 ? own.join('/') : name}</a>
      <span class="faint">
        {own.length > 0 && agents.of(person ?? '')}
        {held > 0 && ` · ${agents.holds(held)}`}
        {open > 0 && ` · ${agents.assigned(open)}`}
      </span>
    </li>
  );
}
