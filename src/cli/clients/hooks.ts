import { appendToJson, readJsonValue } from './json-file.ts';
import { removeFromJson } from './json-removal.ts';

/** Hooks of clients: a JSON file of commands by event, of one shape in Claude Code's settings and Codex's hooks.json. */

const eventPath = ['hooks', 'SessionStart'];
/** A session begins, goes on, has been emptied, or has lost its beginning. */
const sources = 'startup|resume|clear|compact';

/** What has a client tell each session what to know; whatever goes wrong, a hook must not stop it. */
const hookOf = (client: string, program: readonly string[]) => ({
  matcher: sources,
  hooks: [{ type: 'command', command: `${program.join(' ')} prime --hook ${client} || exit 0`, timeout: 20 }],
});

/** The text with the hook, or itself where it has one that runs `tracker prime`. Throws `invalid_input`. */
export function addHook(text: string | undefined, client: string, program: readonly string[]): string {
  if (
    text !== undefined &&
    text.trim() !== '' &&
    listCommands(text).some((command) => /\btracker\b.* prime\b/.test(command))
  )
    return text;
  return appendToJson(text, eventPath, hookOf(client, program));
}

/** Takes back what `addHook` added; a hook that somebody has changed stays. */
export function removeHook(text: string, client: string, programs: readonly (readonly string[])[]): string | undefined {
  const groups = listGroups(text);
  for (const program of programs) {
    const at = groups.findIndex((group) => JSON.stringify(group) === JSON.stringify(hookOf(client, program)));
    if (at >= 0) return removeFromJson(text, [...eventPath, at], (before) => addHook(before, client, program));
  }
  return text;
}

function listGroups(text: string): unknown[] {
  const groups = readJsonValue(text, eventPath);
  return Array.isArray(groups) ? groups : [];
}

const listCommands = (text: string): string[] =>
  listGroups(text).flatMap((group) => {
    const { hooks } = (group ?? {}) as { hooks?: unknown };
    return Array.isArray(hooks) ? hooks.map((hook) => String((hook as { command?: unknown } | null)?.command)) : [];
  });
