import { describe, expect, it } from 'vitest';
import { drawTopic, renderTopics } from '../../../src/cli/topics/render.ts';
import type { Block, Topic } from '../../../src/cli/topics/topic.ts';
import { defaultConfig } from '../../../src/domain/rules/config.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const topic = (...blocks: Block[]): Topic => ({
  name: 'things',
  otherNames: [],
  summary: 'Of `things`.',
  blocks: () => blocks,
});

const draw = (columns: number, ...blocks: Block[]): string[] =>
  drawTopic(topic(...blocks), defaultConfig, openRecordedScreen(columns).screen).split('\n');

describe('a topic on a terminal', () => {
  it('has its words without backticks, and its tables in columns of which the last is wrapped', () => {
    const rows = [
      ['`a`', 'short'],
      ['`long-word`', 'a text that is longer than what the terminal has room for'],
    ];
    expect(draw(40, { heading: 'Words' }, { head: ['word', 'means'], rows })).toEqual([
      'Of things.',
      '',
      'Words',
      '',
      '  a          short',
      '  long-word  a text that is longer than',
      '             what the terminal has room',
      '             for',
    ]);
  });

  it('joins what stands between a first and a last column where it is long', () => {
    const table = {
      head: ['a', 'b', 'c'],
      rows: [
        ['one', 'more than twenty-four characters', 'last'],
        ['two', '', ''],
      ],
    };
    expect(draw(80, table).slice(2)).toEqual(['  one  more than twenty-four characters · c: last', '  two']);
  });

  it('puts a text below words that leave it no room', () => {
    const rows = [
      ['a-word-as-wide-as-half-of-it', 'and then its meaning'],
      ['b', 'c'],
    ];
    expect(draw(40, { head: ['word', 'means'], rows }).slice(2)).toEqual([
      '  a-word-as-wide-as-half-of-it',
      '      and then its meaning',
      '  b',
      '      c',
    ]);
  });
});

it('a topic on a page is a chapter, with a pipe in a cell escaped', () => {
  const page = renderTopics([topic('Text.', { head: ['a', 'b'], rows: [['`x|y`', 'z']] })], defaultConfig);
  expect(page).toBe('## Things\n\nOf `things`.\n\nText.\n\n| a | b |\n| --- | --- |\n| `x\\|y` | z |');
});
