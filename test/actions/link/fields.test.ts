import { describe, expect, it } from 'vitest';
import { findTargetFaults, readTarget } from '../../../src/actions/link/fields.ts';

describe('the target of a link', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ id: 'PAY-1' }, ['target is missing, or commit, or url']],
    [{ target: 'PAY-2' }, []],
    [{ type: 'blocks', target: 'PAY-2' }, []],
    [{ blocked_by: 'PAY-2' }, []],
    [{ target: 'PAY-2', url: 'https://a.b' }, ['target and url are given, and a link has one target']],
    [{ blocks: 'PAY-2', related: 'PAY-3' }, ['blocks and related are given, and a link has one target']],
    [{ type: 'blocks', commit: 'abc1234' }, ['type goes with target, not with commit']],
    [{ type: 'blocks', blocked_by: 'PAY-2' }, ['type goes with target, not with blocked_by']],
    [{ commit: 'abc1234', commit_message: 'Add it' }, []],
    [{ url: 'https://a.b', commit_message: 'Add it' }, ['commit_message goes with commit']],
  ])('of %j has these faults: %j', (given, faults) => {
    expect(findTargetFaults(given)).toEqual(faults);
  });

  it('is a ticket, with what it is to the other, a commit or an address', () => {
    expect(readTarget({ target: 'PAY-2' })).toEqual({ ticket: 'PAY-2', type: undefined });
    expect(readTarget({ target: 'PAY-2', type: 'child' })).toEqual({ ticket: 'PAY-2', type: 'child' });
    expect(readTarget({ discovered_from: 'PAY-2' })).toEqual({ ticket: 'PAY-2', type: 'discovered_from' });
    expect(readTarget({ commit: 'abc1234' })).toEqual({ commit: 'abc1234' });
    expect(readTarget({ url: 'https://a.b' })).toEqual({ url: 'https://a.b' });
  });
});
