import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { openScreen } from '../../../src/cli/terminal/screen.ts';
import { openRecordedScreen } from '../recorded-screen.ts';

const colourful = { TERM: 'xterm' };

test('on a terminal colours are drawn, and what a text holds moves no cursor', () => {
  const { screen, printed } = openRecordedScreen(60, colourful);
  expect({ isTerminal: screen.isTerminal, columns: screen.columns }).toEqual({ isTerminal: true, columns: 60 });
  const red = screen.paint('red', 'stop');
  expect(red).toBe('\u001b[31mstop\u001b[39m');
  screen.draw(red);
  screen.print('a\u001b[2Jb\tc');
  screen.write('d\r');
  screen.warn('e\u0007');
  expect(printed()).toEqual({ stdout: '\u001b[31mstop\u001b[39m\na\ufffd[2Jb\tc\nd ', stderr: 'e\ufffd\n' });
});

test('in a pipe nothing acts either, on the terminal behind it; lines have any length, and no colour', () => {
  const { screen, printed } = openRecordedScreen(undefined, colourful);
  expect({ isTerminal: screen.isTerminal, columns: screen.columns }).toEqual({
    isTerminal: false,
    columns: Number.POSITIVE_INFINITY,
  });
  screen.print(screen.paint('red', 'a\u001b[2J'));
  screen.draw('\u001b[31mc');
  screen.write('d\u202e');
  screen.warn('b\u0007');
  expect(printed()).toEqual({ stdout: 'a\ufffd[2J\n\ufffd[31mc\nd\ufffd', stderr: 'b\ufffd\n' });
});

test.each([
  [{ NO_COLOR: '1' }, 'x'],
  [{ NO_COLOR: '' }, '\u001b[1mx\u001b[22m'],
  [{ TERM: 'dumb' }, 'x'],
])('whoever wants no colour gets none: %j', (env, painted) => {
  expect(openRecordedScreen(80, env).screen.paint('bold', 'x')).toBe(painted);
});

test('no style and no text are painted as nothing', () => {
  const { paint } = openRecordedScreen(80, colourful).screen;
  expect([paint(undefined, 'x'), paint('bold', '')]).toEqual(['x', '']);
});

test('a terminal that does not say its width, or is very narrow, has one that can be drawn on', () => {
  expect(openRecordedScreen(20).screen.columns).toBe(40);
  const out = Object.assign(new EventEmitter(), { isTTY: true, write: () => true });
  expect(openScreen({ out, err: out }, {}).columns).toBe(80);
});

test('values for a program are exact: in a pipe as they are, on a terminal by numbers', () => {
  const value = { a: '\u009b\u202e\u200b', b: ['c'] };
  const pipe = openRecordedScreen();
  pipe.screen.json(value);
  pipe.screen.jsonLine(value);
  expect(pipe.printed().stdout).toBe(`${JSON.stringify(value, null, 2)}\n${JSON.stringify(value)}\n`);
  const terminal = openRecordedScreen(60);
  terminal.screen.json(value);
  expect(terminal.printed().stdout).toContain('"\\u009b\\u202e\\u200b"');
  expect(JSON.parse(terminal.printed().stdout)).toEqual(value);
});

test('another failure than a reader that went away is thrown', () => {
  const out = Object.assign(new EventEmitter(), { write: () => true });
  openScreen({ out, err: out }, {});
  expect(() => out.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
});

test('colours are for a terminal, and for a pipe where they are asked for', () => {
  const painted = (columns: number | undefined, env: NodeJS.ProcessEnv) => {
    const { screen, printed } = openRecordedScreen(columns, env);
    screen.draw(screen.paint('red', 'x'));
    return printed().stdout.includes('\u001b');
  };
  expect(painted(80, {})).toBe(true);
  expect(painted(undefined, {})).toBe(false);
  expect(painted(undefined, { FORCE_COLOR: '1' })).toBe(true);
  expect(painted(80, { FORCE_COLOR: '0' })).toBe(false);
  expect(painted(80, { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
});
