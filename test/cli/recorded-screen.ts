import { EventEmitter } from 'node:events';
import { openScreen, type Screen } from '../../src/cli/terminal/screen.ts';

/** The program's own screen, on streams that keep what is written. */
export function openRecordedScreen(
  columns?: number,
  env: NodeJS.ProcessEnv = { NO_COLOR: '1' },
): { screen: Screen; printed(): { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written) =>
    Object.assign(new EventEmitter(), {
      ...(columns !== undefined && { isTTY: true, columns }),
      write(text: string | Uint8Array) {
        written[name] += String(text);
        return true;
      },
    });
  const screen = openScreen({ out: streamTo('stdout'), err: streamTo('stderr') }, env);
  return { screen, printed: () => ({ ...written }) };
}
