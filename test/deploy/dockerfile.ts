import { readFileSync } from 'node:fs';

export interface Instruction {
  name: string;
  text: string;
}

/** The instructions of deploy/Dockerfile, each in one line, by their stages. */
export function readDockerfile(): Instruction[][] {
  const text = readFileSync('deploy/Dockerfile', 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ');
  const stages: Instruction[][] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, text: rest });
  }
  return stages;
}

/** What the last stage says by an instruction, the last time that it does. */
export const saidBy = (name: string): string =>
  readDockerfile()
    .at(-1)!
    .filter((one) => one.name === name)
    .at(-1)!.text;

/** What is started: words, as in JSON. */
export const entrypoint = (): string[] => JSON.parse(saidBy('ENTRYPOINT'));
export const healthcheck = (): string[] => JSON.parse(/CMD (\[.*\])$/.exec(saidBy('HEALTHCHECK'))![1]!);
export const environment = (): Record<string, string> =>
  Object.fromEntries(
    saidBy('ENV')
      .split(/\s+/)
      .map((one) => one.split(/=(.*)/s).slice(0, 2)),
  );
