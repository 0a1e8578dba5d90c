import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePath, renderReference } from '../../../scripts/reference.ts';
import { agentMarks } from '../../../src/cli/agents.ts';
import { fieldHelp } from '../../../src/cli/commands/field-options.ts';
import { widthOf } from '../../../src/cli/terminal/width.ts';
import { settings } from '../../../src/cli/topics/configuration.ts';
import { variables } from '../../../src/cli/topics/environment.ts';
import { qualifiers } from '../../../src/cli/topics/queries.ts';
import { drawTopic } from '../../../src/cli/topics/render.ts';
import { listTopicWords, topics } from '../../../src/cli/topics/topics.ts';
import { parseQuery } from '../../../src/domain/query/query.ts';
import { readers } from '../../../src/domain/query/readers.ts';
import { configFields, defaultConfig, parseConfig } from '../../../src/domain/rules/config.ts';
import { allStatuses, builtInTypes } from '../../../src/domain/rules/workflow.ts';
import { makeRepository } from '../../support/workspace.ts';
import { openRecordedScreen } from '../recorded-screen.ts';
import { runTracker } from '../run-tracker.ts';

const source = join(import.meta.dirname, '../../../src');

describe('the reference', () => {
  it('on its page is what the tables of the code say', () => {
    expect(readFileSync(referencePath, 'utf8') === renderReference(), 'run `npm run generate`').toBe(true);
  });

  it('has an example for every qualifier, and each is read without a note', () => {
    expect(Object.keys(qualifiers)).toEqual([...readers.keys()]);
    const words = { types: Object.keys(builtInTypes), statuses: allStatuses(builtInTypes) };
    for (const [example] of Object.values(qualifiers))
      expect(parseQuery(example, words), example).toMatchObject({ notes: [], terms: [] });
  });

  it('has examples of settings that the configuration takes, and every setting that it has', () => {
    for (const [name, , example] of settings) expect(() => parseConfig(`{"${name}": ${example}}`), name).not.toThrow();
    expect(settings.map(([name]) => name)).toEqual(configFields());
  });

  it('names every variable of the environment that the source reads', () => {
    const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(source, path), 'utf8'));
    const read = new Set(
      texts.flatMap((text) => [...text.matchAll(/\benv\??\.([A-Z_]{3,})/g)].map(([, name]) => name!)),
    );
    const known = [...Object.keys(variables), ...agentMarks.flatMap(({ mark, session }) => [mark, session])];
    const ofTheSystem = ['PATH', 'HOME', 'USER', 'USERNAME', 'XDG_CONFIG_HOME'];
    expect([...read].filter((name) => ![...known, ...ofTheSystem].includes(name))).toEqual([]);
  });

  it('explains every field of its table', () => {
    const fields = topics.find(({ name }) => name === 'fields')!.blocks(defaultConfig);
    for (const [field, [, help]] of Object.entries(fieldHelp))
      if (help !== undefined) expect(JSON.stringify(fields), field).toContain(`\`${field}\``);
  });

  it('has each word once, and each topic fits a terminal', () => {
    const words = listTopicWords();
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
    for (const columns of [80, 160]) {
      const { screen } = openRecordedScreen(columns);
      for (const topic of topics)
        for (const line of drawTopic(topic, defaultConfig, screen).split('\n'))
          expect(widthOf(line), `${topic.name}: ${line}`).toBeLessThanOrEqual(columns);
    }
  });
});

describe('tracker help TOPIC', () => {
  it('shows the types of the repository that it is asked in, and those that are built in elsewhere', async () => {
    const { root, write } = makeRepository();
    expect((await runTracker({ cwd: root }, 'help', 'moves')).stdout).toContain('triage');
    write('.tracker/config.json', `{"types": ${settings.find(([name]) => name === 'types')![2]}}`);
    const { code, stdout } = await runTracker({ cwd: root }, 'help', 'statuses');
    expect(code).toBe(0);
    expect(stdout).toContain('incident');
    expect(stdout).not.toContain('`');
  });

  it('says what there is for a word that is neither a topic nor a command', async () => {
    const { root } = makeRepository();
    const { code, stderr } = await runTracker({ cwd: root }, 'help', 'querys');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'There is no command and no topic "querys". Did you mean tracker help query? Topics: statuses,',
    );
    expect((await runTracker({ cwd: root }, 'help', 'topics')).stdout).toContain('queries');
    expect((await runTracker({ cwd: root }, 'help', 'align')).stdout).toContain('Decisions');
  });
});
