import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { connectClient, program, type TestClient } from './client.ts';
import { cloneRepository, isolatedEnv, makeDirectory, makeHub } from './workspace.ts';

/** A command of a page, and the lines that it prints there; "…" alone stands for any lines. */
export interface Step {
  /** Whose shell it is; an agent's call of a tool is sent in the same folder. */
  who: string;
  command: string;
  output: string[];
  /** Of the page, 1-based. */
  line: number;
  /** The width of the terminal in which it is run; undefined for none. */
  columns?: number | undefined;
}

const prompt = /^(?:(?<who>\w*)\$|(?<agent>\w*)>) (?<command>.*)$/;

/**
 * The steps of all fences called `console`: `alice$ git status` in her shell, `alice> board {"action":"me"}` from her agent.
 * `console 100` is a terminal of so many columns.
 */
export function readSteps(markdown: string): Step[] {
  const steps: Step[] = [];
  let open: string | undefined;
  for (const [at, line] of markdown.split('\n').entries()) {
    if (/^```/.test(line)) open = open === undefined ? line.slice(3) : undefined;
    else if (open?.startsWith('console')) {
      const { who, agent, command } = prompt.exec(line)?.groups ?? {};
      if (command === undefined) steps.at(-1)?.output.push(line);
      else {
        const call = agent === undefined ? '' : '> ';
        const columns = Number(open.split(' ')[1]) || undefined;
        steps.push({ who: (who ?? agent) || 'alice', command: call + command, output: [], line: at + 1, columns });
      }
    }
  }
  return steps;
}

/** People with a shell each: Alice in a repository that is published and has one commit, the others beside it. */
export class World {
  private readonly folders = new Map<string, string>();
  private readonly agents = new Map<string, TestClient>();
  private readonly bin = join(makeDirectory(), 'bin');
  private readonly hub = makeHub();
  /** What stands on the page for keys of tickets, and what they are here. */
  private readonly known = new Map<string, string>();

  constructor(address: string) {
    mkdirSync(this.bin);
    this.place('tracker', `exec '${process.execPath}' '${program}' "$@"`);
    // As npx does where the program is installed.
    this.place('npx', `[ "$1" = --no ] && shift 2; shift; exec '${process.execPath}' '${program}' "$@"`);
    const alice = cloneRepository(this.hub, { user: 'Alice' });
    alice.commit('Begin');
    alice.git('push', '--quiet');
    alice.git('config', '--global', `url.${this.hub.root}.insteadOf`, address);
    this.folders.set('alice', alice.root);
  }

  private place(name: string, script: string): void {
    const path = join(this.bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  async run({ who, command, columns }: Step): Promise<string[]> {
    const actual = [...this.known].reduce((text, [shown, here]) => text.replaceAll(shown, here), command);
    const text = actual.startsWith('> ') ? await this.call(who, actual.slice(2)) : this.shell(who, actual, columns);
    const lines = text.split('\n').map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private shell(who: string, command: string, columns: number | undefined): string {
    const cwd = this.folderOf(who);
    const ended = join(makeDirectory(), 'cwd');
    const name = `${who[0]?.toUpperCase()}${who.slice(1)}`;
    const env = isolatedEnv({
      PATH: [this.bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      GIT_AUTHOR_NAME: name,
      GIT_COMMITTER_NAME: name,
      GIT_AUTHOR_EMAIL: `${who}@example.org`,
      GIT_COMMITTER_EMAIL: `${who}@example.org`,
      TRACKER_ACTOR: name,
      NO_COLOR: '1',
      TERM: 'dumb',
    });
    const script = `exec 2>&1\n${command}\nended=$?\npwd >'${ended}'\nexit $ended`;
    const terminal = ['script', '-qec', `stty cols ${columns} rows 50; ${command}`, '/dev/null'];
    const [program = '', ...args] = columns === undefined ? ['bash', '-c', script] : terminal;
    const { stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
    if (existsSync(ended)) this.folders.set(who, readFileSync(ended, 'utf8').trim());
    return stdout + stderr;
  }

  private async call(who: string, line: string): Promise<string> {
    const [, tool = '', args = ''] = /^(\w+) (.*)$/.exec(line) ?? [];
    const client = this.agents.get(who) ?? (await this.startAgent(who));
    return (await client.call(tool, JSON.parse(args))).text;
  }

  private async startAgent(who: string): Promise<TestClient> {
    const client = await connectClient({ cwd: this.folderOf(who), name: 'claude-code' });
    this.agents.set(who, client);
    return client;
  }

  private folderOf(who: string): string {
    const folder = this.folders.get(who) ?? makeDirectory();
    this.folders.set(who, folder);
    return folder;
  }

  /** Whether that is what the page says, but for what is another each time: keys, ids, hashes, times, sizes. */
  matches(expected: readonly string[], actual: readonly string[]): boolean {
    const rest = [...actual];
    for (const [at, line] of expected.entries()) {
      if (line === '…') {
        const next = expected[at + 1];
        while (rest.length > 0 && (next === undefined || !this.matchesLine(next, rest[0] ?? ''))) rest.shift();
      } else if (!this.matchesLine(line, rest.shift())) return false;
    }
    return rest.length === 0;
  }

  private matchesLine(expected: string, actual: string | undefined): boolean {
    if (actual === undefined) return false;
    const numbers: string[] = [];
    const pattern = expected
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(anything, (found) => anythings.find(([test]) => test.test(found))?.[1] ?? found)
      .replace(/(?<!\d)\d{6}(?!\d)/g, (number) => {
        const here = this.known.get(number);
        if (here !== undefined) return here;
        numbers.push(number);
        return '(\\d{6})';
      });
    const found = new RegExp(`^${pattern}$`).exec(actual);
    if (!found) return false;
    for (const [at, number] of numbers.entries()) this.known.set(number, found[at + 1] ?? '');
    return true;
  }

  async end(): Promise<void> {
    for (const client of this.agents.values()) await client.close();
  }
}

/** What stands for what is another each time, in the order in which it is looked for. */
const anythings: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\d/, String.raw`\d{4}-\d\d-\d\d`],
  [/^\d\d:\d\dZ?/, String.raw`\d\d:\d\dZ?`],
  [/^Bin /, String.raw`Bin \d+ -> \d+ bytes`],
  [/^[0-9a-f]{7,40}$/, '[0-9a-f]{7,40}'],
  [/^[a-z0-9]{6}$/, '[a-z0-9]{6}'],
];
const anything =
  /\d{4}-\d\d-\d\d|\d\d:\d\dZ?|Bin \d+ -> \d+ bytes|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b|\b(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{6}\b/g;
