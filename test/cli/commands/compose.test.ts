import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/actions/caller.ts';
import { callerOf } from '../../../src/cli/caller.ts';
import { composeEdit, composeTicket, type Writing } from '../../../src/cli/commands/compose.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { openContext, runCommand } from '../context.ts';

/** A person whose editor runs a line of shell on the file. */
async function writing(root: string, line: string): Promise<Writing> {
  const editor = join(makeDirectory(), 'editor');
  writeFileSync(editor, `#!/bin/sh\n${line}\n`);
  chmodSync(editor, 0o755);
  const { context } = openContext({ cwd: root });
  const caller: Caller = { author: await callerOf(context), scopes: 'all' };
  return { env: { ...process.env, VISUAL: editor }, open: context.open, caller };
}

describe.skipIf(process.platform === 'win32')('what a person writes in the editor', () => {
  test('is a ticket where no title is given, and nothing else is', async () => {
    const { root } = makeRepository();
    const person = await writing(root, `printf 'Login\\n\\nOn Safari\\n' >"$1"`);
    expect(await composeTicket({ type: 'bug' }, person)).toEqual({
      ...{ title: 'Login', description: 'On Safari', type: 'bug' },
    });
    for (const given of [{ title: 'Mine' }, { template: 'bug-fix' }, { items: '[]' }])
      expect(await composeTicket(given, person)).toBe(given);
    await expect(composeTicket({}, await writing(root, 'true'))).rejects.toThrow('No title was written');
  });

  test('is a whole description where no change is named, at the revision that was read', async () => {
    const { root } = makeRepository();
    const made = await runCommand({ cwd: root }, 'create', 'One', '--description', 'First', '--json');
    const { key } = JSON.parse(made.stdout).tickets[0];
    const more = await writing(root, 'echo Second >>"$1"');
    expect(await composeEdit({ id: key }, more)).toEqual({
      ...{ id: key, op: 'replace', new: 'First\nSecond', expected_revision: 1 },
    });
    expect(await composeEdit({ id: key }, await writing(root, ': >"$1"'))).toMatchObject({ op: 'delete' });
    const given = { id: key, op: 'append', new: 'x' };
    expect(await composeEdit(given, more)).toBe(given);
    await expect(composeEdit({ id: key }, await writing(root, 'true'))).rejects.toThrow('left as it was');
  });
});
