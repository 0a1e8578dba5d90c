import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/domain/rules/config.ts';
import { locate } from '../../src/git/ask/repository.ts';
import { configReader, readTemplates } from '../../src/home/settings.ts';
import { refusal } from '../support/refusal.ts';
import { makeRepository } from '../support/workspace.ts';

function place() {
  const { root, write } = makeRepository();
  return { location: locate(root), write: (name: string, text: string) => write(`.tracker/${name}`, text) };
}

describe('a configuration', () => {
  test('is read anew when it has changed, and the built-in one where it is none or invalid', () => {
    const { location, write } = place();
    const read = configReader(location);
    expect(read()).toEqual({ config: defaultConfig });
    write('config.json', '{"leaseHours": 1}');
    expect(read().config.leaseMs).toBe(3_600_000);
    write('config.json', '['.repeat(20_000));
    expect(read()).toMatchObject({ config: defaultConfig, error: { code: 'invalid_input' } });
  });
});

describe('templates', () => {
  test('are files with names of one line, in order', () => {
    const { location, write } = place();
    expect(readTemplates(location)).toEqual({});
    for (const name of ['b.md', 'a.md', 'c.txt', 'x\nerror internal: y.md', 'x\u202ey.md'])
      write(`templates/${name}`, 'A');
    expect(readTemplates(location)).toEqual({ a: 'A', b: 'A' });
  });

  test('are at most 200', () => {
    const { location, write } = place();
    for (let at = 0; at < 201; at++) write(`templates/${at}.md`, '');
    expect(refusal(() => readTemplates(location)).message).toBe(
      '.tracker/templates has 201 templates; at most 200 are read.',
    );
  });

  test('have at most 4 MiB together', () => {
    const { location, write } = place();
    for (let at = 0; at < 17; at++) write(`templates/${at}.md`, 'x'.repeat(256 * 1024));
    expect(refusal(() => readTemplates(location))).toMatchObject({
      code: 'database',
      message: '.tracker/templates has more than 4 MiB of templates.',
    });
  });
});
