/**
 * Agents whose shells tell of them: a command that one starts is the agent's, not the person's. `session` names the
 * variable that holds the session, the same one as its MCP client has; `name` is what that client calls itself. `hook` is
 * the name, as `tracker init --agents` has it, of a client whose hooks do not get these variables.
 */
export const agentMarks: readonly { name: string; mark: string; session?: string; hook?: string }[] = [
  { name: 'claude-code', mark: 'CLAUDECODE', session: 'CLAUDE_CODE_SESSION_ID', hook: 'claude' },
  { name: 'codex-mcp-client', mark: 'CODEX_THREAD_ID', session: 'CODEX_THREAD_ID', hook: 'codex' },
  { name: 'codex-mcp-client', mark: 'CODEX_SANDBOX' },
  { name: 'codex-mcp-client', mark: 'CODEX_SANDBOX_NETWORK_DISABLED' },
  { name: 'gemini-cli-mcp-client', mark: 'GEMINI_CLI' },
  { name: 'opencode', mark: 'OPENCODE' },
  { name: 'cursor', mark: 'CURSOR_AGENT' },
];

/** The agent in whose shell a command runs, or undefined. */
export function findAgent(
  env: Record<string, string | undefined>,
): { name: string; session: string | undefined } | undefined {
  const found = agentMarks.find(({ mark, session }) => env[mark] || (session && env[session]));
  return found && { name: found.name, session: (found.session && env[found.session]) || undefined };
}

/** The agent whose client has hooks and is called so, and all such clients. */
export function findHookAgent(client: string): { agent: string | undefined; clients: string[] } {
  const hooking = agentMarks.filter(({ hook }) => hook !== undefined);
  return {
    agent: hooking.find(({ hook }) => hook === client)?.name,
    clients: hooking.flatMap(({ hook }) => hook ?? []),
  };
}
