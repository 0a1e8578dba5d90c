import { UsageError } from '../usage.ts';
import type { Command } from './command.ts';

/** What completes words, by name; the words themselves are asked of `tracker complete-words`. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_tracker() {
  local IFS=$'\\n'
  COMPREPLY=($(tracker complete-words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _tracker tracker
`,
  zsh: `#compdef tracker
_tracker() {
  local -a found
  found=("\${(@f)$(tracker complete-words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- "\${found[@]}"
}
compdef _tracker tracker
`,
  fish: `complete -c tracker -f -a '(tracker complete-words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};

export const completion: Command = {
  name: 'completion',
  group: 'The repository',
  usage: 'bash|zsh|fish',
  summary: 'A script that completes commands, options, keys, types and statuses.',
  async options() {
    return [];
  },
  examples: ['source <(tracker completion bash)', 'tracker completion fish >~/.config/fish/completions/tracker.fish'],
  async run({ words }, { screen }) {
    const [shell = '', ...rest] = words;
    const script = Object.hasOwn(scripts, shell) && rest.length === 0 ? scripts[shell] : undefined;
    if (script === undefined) throw new UsageError(`completion is there for ${Object.keys(scripts).join(', ')}.`);
    screen.write(script);
    return 0;
  },
};
