import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillVariables,
  findVariables,
  hasVariable,
  hideVariables,
  mapTexts,
  textsOf,
  type Written,
} from '../../../src/domain/rules/variable.ts';

describe('the variables of texts', () => {
  it.each<[string[], unknown]>([
    [['{{a}} {{ b }} {{a}}', '{{_c-1}}\t{{\tD\t}}'], ['a', 'b', '_c-1', 'D'].map((name) => ({ name }))],
    [['{{a|x}}'], [{ name: 'a', default: 'x' }]],
    [
      ['{{a| two words }}', '{{b|}}'],
      [
        { name: 'a', default: 'two words' },
        { name: 'b', default: '' },
      ],
    ],
    [['{{a}}', '{{a|late}}'], [{ name: 'a', default: 'late' }]],
    [['{{a|first}}{{a|second}}{{a}}'], [{ name: 'a', default: 'first' }]],
    [['{{constructor}}'], [{ name: 'constructor' }]],
    [['{{{a}}'], [{ name: 'a' }]],
    [['\\{{a}} and {{b}}'], [{ name: 'b' }]],
    [['{{1a}} {{ }} {a} {{#if a}} {{a.b}} {{a|{b}}} {{ "a" }}', '{{\na}}'], []],
  ])('%j are found in order, each with the first default that it has', (texts, variables) => {
    expect(findVariables(texts)).toEqual(variables);
  });

  it.each([
    ['x {{a}}', true],
    ['{{ a | b }}', true],
    ['\\{{a}}', true],
    ['{{ color: "red" }}', false],
    ['', false],
  ])('%s has one, or what looks like one: %s', (text, has) => {
    expect([hasVariable(text), hasVariable(text)]).toEqual([has, has]);
  });
});

describe('filling in', () => {
  const fill = (text: string, given: Record<string, string> = {}, defaults: Record<string, string> = {}) =>
    fillVariables(text, {
      given: new Map(Object.entries(given)),
      defaults: new Map(Object.entries(defaults)),
      most: 100,
    });

  it.each([
    ['what is given, before both defaults', '{{a|own}}', { a: 'given' }, { a: 'shared' }, 'given'],
    ['the default in the text, before the shared one', '{{a| own }}', {}, { a: 'shared' }, 'own'],
    ['an empty default', '[{{a|}}]', {}, { a: 'shared' }, '[]'],
    ['the shared default', '{{ a }}', {}, { a: 'shared' }, 'shared'],
    ['an empty value', '[{{a|own}}]', { a: '' }, {}, '[]'],
    ['itself where nothing is known', '{{ a }} {{b}}', {}, { b: 'x' }, '{{ a }} x'],
    ['plain text behind a backslash', '\\{{a}} {{a}} \\{{ a|b }}', { a: 'x' }, {}, '{{a}} x {{ a|b }}'],
  ])('takes %s', (_, text, given, defaults, filled) => {
    expect(fill(text, given, defaults)).toBe(filled);
  });

  it.each(['$&', '$1', '{{b}}', '\\{{a}}'])('takes the value %s as it is', (value) => {
    expect(fill('{{a}}, {{b|c}}', { a: value })).toBe(`${value}, c`);
  });
});

it('is no text where it would be longer than may be, however often a variable stands there', () => {
  const given = new Map([['a', 'x'.repeat(100_000)]]);
  const text = '{{a}}'.repeat(20_000);
  expect(fillVariables(text, { given, defaults: new Map(), most: 262_144 })).toBe(undefined);
  expect(fillVariables('{{a}}{{a}}', { given, defaults: new Map(), most: 262_144 })).toHaveLength(200_000);
});

describe('hiding', () => {
  it('leaves nothing of a variable to be read as YAML, and gives it back', () => {
    const { hidden, restore } = hideVariables('a: {{b|c}}\nd: "\\{{e}}"');
    expect(hidden).toMatch(/^a: \uE000+0\uE000+\nd: "\uE000+1\uE000+"$/);
    expect(restore(hidden)).toBe('a: {{b|c}}\nd: "\\{{e}}"');
  });

  it('is not fooled by its own mark in the text', () => {
    for (const text of ['\uE0000\uE000 {{a}}', '\uE000\uE0001\uE000\uE000{{a}}']) {
      const { hidden, restore } = hideVariables(text);
      expect(restore(hidden)).toBe(text);
    }
  });

  it('gives back any text', () => {
    const piece = fc.constantFrom('{{a}}', '{{b|c}}', '\\{{d}}', '\uE000', '0', '1', ' ', '{', '}', 'x');
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const { hidden, restore } = hideVariables(text);
          expect(hasVariable(hidden)).toBe(false);
          expect(restore(hidden)).toBe(text);
        },
      ),
    );
  });
});

describe('what front matter holds', () => {
  const written: Record<string, Written> = { title: 'a', labels: ['b', ['c']], more: { d: 'e' } };

  it('has its texts in order, however deep', () => {
    expect([...textsOf(written)]).toEqual(['a', 'b', 'c', 'e']);
    expect([...textsOf('a')]).toEqual(['a']);
  });

  it('keeps its shape where each text is changed', () => {
    expect(mapTexts(written, (text) => `${text}!`)).toEqual({ title: 'a!', labels: ['b!', ['c!']], more: { d: 'e!' } });
    expect(written.title).toBe('a');
  });
});
