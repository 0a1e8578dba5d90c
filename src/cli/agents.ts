/**
 * Agents whose shells tell of them: a command that one starts is the agent's, not the person's. `session` names the
 * variable that holds the session, the same one as its MCP client has; `name` is what that client calls itself.
 */
const agents: readonly { name: string; mark: string; session?: string }[] = [
  { name: 'claude-code', mark: 'CLAUDECODE', session: 'CLAUDE_CODE_SESSION_ID' },
  { name: 'codex-mcp-client', mark: 'CODEX_THREAD_ID', session: 'CODEX_THREAD_ID' },
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
  const found = agents.find(({ mark, session }) => env[mark] || (session && env[session]));
  return found && { name: found.name, session: (found.session && env[found.session]) || undefined };
}
