import { expect, test } from 'vitest';
import { paintTicket } from '../../../src/cli/terminal/markdown.ts';

const paint = (style: string | undefined, text: string) => `<${style} ${text}>`;

test('the first line, headings, emphasis, code, ticked boxes and conflicts of a ticket stand out', () => {
  const text = [
    'PAY-1 **Title**',
    'task',
    'conflict: priority was also set',
    '## Context',
    'A **long** text with `code`, 2 ** 3 and #no heading',
    '- [ ] one',
    '- [x] two',
  ];
  expect(paintTicket(text.join('\n'), { paint }).split('\n')).toEqual([
    '<bold PAY-1 **Title**>',
    'task',
    '<yellow conflict: priority was also set>',
    '<bold ## Context>',
    'A <bold **long**> text with <cyan `code`>, 2 ** 3 and #no heading',
    '- [ ] one',
    '- <green [x]> two',
  ]);
});

test('what is in a fence is code, and nothing else', () => {
  const text = 'Title\n```sh\n# no **heading**\n```\n# One';
  expect(paintTicket(text, { paint })).toBe(
    '<bold Title>\n<dim ```sh>\n<dim # no **heading**>\n<dim ```>\n<bold # One>',
  );
});
