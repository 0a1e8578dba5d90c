import { run } from '../keys/run.ts';
import { welcome } from '../texts/welcome.ts';

/** The first page of a tracker that has nothing yet: three things to do. */
export default function Welcome() {
  return (
    <section class="welcome">
      <h2>{welcome.title}</h2>
      <ol>
        <li>
          <button type="button" class="primary" onClick={() => run('create')}>
            {welcome.create}
          </button>
          <p>{welcome.createHint}</p>
        </li>
        <li>
          <a class="button" href="/agents">
            {welcome.agent}
          </a>
          <p>{welcome.agentHint}</p>
        </li>
        <li>
          <button type="button" onClick={() => run('help')}>
            {welcome.keys}
          </button>
          <p>{welcome.keysHint}</p>
        </li>
      </ol>
    </section>
  );
}
