import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editText, findEditor, writeNewTicket } from '../../../src/cli/terminal/editor.ts';
import { makeDirectory } from '../../support/workspace.ts';

/** An editor that runs a line of shell on the file. */
function editorThat(line: string): NodeJS.ProcessEnv {
  const path = join(makeDirectory(), 'my editor');
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
  return { ...process.env, VISUAL: `'${path}' --wait`, EDITOR: 'false' };
}

describe.skipIf(process.platform === 'win32')('the editor', () => {
  test('is VISUAL, else EDITOR', () => {
    expect(findEditor({ VISUAL: 'a', EDITOR: 'b' })).toBe('a');
    expect(findEditor({ VISUAL: '', EDITOR: 'b' })).toBe('b');
    expect(findEditor({})).toBe('vi');
  });

  test('answers what was saved, and undefined where the text was left as it was', () => {
    expect(editText('One\n', editorThat('echo Two >>"$2"'))).toBe('One\nTwo\n');
    expect(editText('One\n', editorThat('true'))).toBeUndefined();
  });

  test('that ends badly is an error, and nothing is done', () => {
    expect(() => editText('One\n', editorThat('echo Two >>"$2"; exit 3'))).toThrow('did not end well');
  });

  test('makes a ticket of the first line and the rest, without what explains it', () => {
    expect(
      writeNewTicket(editorThat(`{ echo '# Login fails'; cat "$2"; echo 'On Safari.'; } >"$2.new"; mv "$2.new" "$2"`)),
    ).toEqual({ title: 'Login fails', description: 'On Safari.' });
    expect(writeNewTicket(editorThat('true'))).toBeUndefined();
    expect(writeNewTicket(editorThat(': >"$2"'))).toBeUndefined();
  });
});
