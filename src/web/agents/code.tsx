import { useEffect, useState } from 'preact/hooks';
import { toast } from '../parts/toasts.tsx';
import { pages } from '../texts/pages.ts';

const { agents } = pages;

/** As `POST /pairings` answers it. */
export interface Pairing {
  code: string;
  actor: string;
  scopes: string[];
  expires_at: string;
}

type Client = keyof typeof agents.clients;
const clients = Object.keys(agents.clients) as Client[];

/** A code as long as it lives, and how each client begins with it. */
export function Code({ pairing: { code, actor, expires_at: end } }: { pairing: Pairing }) {
  const [client, setClient] = useState<Client>('claude');
  const left = useSecondsUntil(end);
  if (left <= 0)
    return (
      <p class="warning" role="status">
        {agents.ended}
      </p>
    );
  return (
    <section class="panel code" aria-label={`${agents.code} ${actor}`}>
      <p>
        <strong class="big">{code}</strong> <span class="faint">{agents.left(Math.floor(left / 60), left % 60)}</span>
      </p>
      <label class="field">
        {agents.client}
        <select value={client} onChange={({ currentTarget }) => setClient(currentTarget.value as Client)}>
          {clients.map((name) => (
            <option key={name} value={name}>
              {agents.clients[name]}
            </option>
          ))}
        </select>
      </label>
      {stepsFor(client, code, actor).map(({ say, text }) => (
        <Snippet key={text} say={say} text={text} />
      ))}
    </section>
  );
}

function useSecondsUntil(end: string): number {
  const read = () => Math.max(0, Math.ceil((Date.parse(end) - Date.now()) / 1_000));
  const [left, setLeft] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setLeft(read()), 1_000);
    return () => clearInterval(timer);
  }, [end]);
  return left;
}

function Snippet({ say, text }: { say: string; text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(agents.copied);
  };
  return (
    <figure class="snippet">
      <figcaption>
        {say}
        {/* Over plain http from another machine there is no clipboard: what stands there can be marked. */}
        {'clipboard' in navigator && (
          <button type="button" onClick={() => void copy()}>
            {agents.copy}
          </button>
        )}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled by the keyboard too. */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}

interface Step {
  say: string;
  text: string;
}

/** As docs/http.md has them, with this server's address. */
function stepsFor(client: Client, code: string, actor: string): Step[] {
  const { origin } = location;
  const url = `${origin}/mcp`;
  if (client === 'login')
    return [
      { say: agents.login, text: `tracker login ${origin} --code ${code}` },
      { say: agents.loginThen, text: `TRACKER_URL=${origin} tracker board ready` },
    ];
  const body = JSON.stringify({ code, name: `${actor} ${client}` });
  const pair = `curl -sS ${origin}/api/v1/pair -H 'Content-Type: application/json' -d '${body}'`;
  const token = `export TRACKER_TOKEN=$(${pair} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`;
  const files = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Claude Code fills it in.
    claude: ['.mcp.json', printJson({ mcpServers: { tracker: remote('http', url, '${TRACKER_TOKEN}') } })],
    codex: ['.codex/config.toml', `[mcp_servers.tracker]\nurl = "${url}"\nbearer_token_env_var = "TRACKER_TOKEN"`],
    opencode: [
      'opencode.json',
      printJson({ mcp: { tracker: { ...remote('remote', url, '{env:TRACKER_TOKEN}'), oauth: false } } }),
    ],
  } as const;
  const [name, text] = files[client];
  return [
    { say: agents.fetch, text: token },
    { say: agents.file(name), text },
  ];
}

const remote = (type: string, url: string, token: string) => ({
  ...{ type, url, headers: { Authorization: `Bearer ${token}` } },
});

const printJson = (value: unknown): string => JSON.stringify(value, null, 2);
