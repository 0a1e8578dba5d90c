import { describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { keepingSaid } from '../../src/actions/kept.ts';
import { TrackerError } from '../../src/domain/errors.ts';
import { call, hint } from '../../src/domain/hint.ts';

const move = { tool: 'ticket', name: 'move' } as const;
const refused = () => {
  throw new TrackerError(
    'invalid_status',
    'It cannot.',
    hint`Call ${call('ticket', { action: 'move', id: 'PAY-1', status: 'todo' })} or ${call('ticket', { action: 'close', id: 'PAY-1' })}; ${call('ticket', { action: 'get', id: 'PAY-1' })} shows it.`,
  );
};
const next = async (input: Record<string, unknown>) => {
  const error = await keepingSaid(actions, move, input, async () => refused()).catch((thrown: TrackerError) => thrown);
  return (error as TrackerError).next.map(({ args }) => args);
};

describe('what a refusal suggests', () => {
  it('is tried alone where the refused call was', async () => {
    expect(await next({ dry_run: true })).toEqual([
      { action: 'move', id: 'PAY-1', status: 'todo', dry_run: true },
      { action: 'close', id: 'PAY-1', dry_run: true },
      { action: 'get', id: 'PAY-1' },
    ]);
  });

  it('keeps the reason, in the same action', async () => {
    expect(await next({ message: 'because' })).toEqual([
      { action: 'move', id: 'PAY-1', status: 'todo', message: 'because' },
      { action: 'close', id: 'PAY-1' },
      { action: 'get', id: 'PAY-1' },
    ]);
    expect((await next({ message: ' \n' }))[0]).not.toHaveProperty('message');
  });

  it('leaves what is answered, and what is no refusal, as it is', async () => {
    expect(await keepingSaid(actions, move, { dry_run: true }, async () => 7)).toBe(7);
    await expect(keepingSaid(actions, move, {}, async () => Promise.reject(new RangeError('x')))).rejects.toThrow(
      RangeError,
    );
  });
});
