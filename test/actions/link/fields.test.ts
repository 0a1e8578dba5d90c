import { describe, expect, it } from 'vitest';
import { findSeveral, findTargetFaults, readTargets } from '../../../src/actions/link/fields.ts';

describe('the target of a link', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ id: 'PAY-1' }, ['target is missing, or commit, or url']],
    [{ target: 'PAY-2' }, []],
    [{ type: 'blocks', target: 'PAY-2' }, []],
    [{ blocked_by: 'PAY-2' }, []],
    [{ target: 'PAY-2', type: 'blocks', url: 'https://a.b' }, []],
    [{ blocks: 'PAY-2', related: 'PAY-3' }, []],
    [{ type: 'related', url: 'https://a.b' }, []],
    [{ type: 'url', target: 'https://a.b' }, []],
    [{ type: 'url', target: 'PAY-2' }, [expect.stringMatching(/^There is no link type "url"/)]],
    [{ type: 'blocks', target: 'https://a.b' }, ['type goes with a ticket, not with target']],
    [{ type: 'blocks', commit: 'abc1234' }, ['type goes with target, not with commit']],
    [{ type: 'blocks', blocked_by: 'PAY-2' }, ['type goes with target, not with blocked_by']],
    [{ commit: 'abc1234', commit_message: 'Add it' }, []],
    [{ url: 'https://a.b', commit_message: 'Add it' }, ['commit_message goes with commit']],
  ])('of %j has these faults: %j', (given, faults) => {
    expect(findTargetFaults(given)).toEqual(faults);
  });

  it('is a ticket, with what it is to the other, a commit or an address', () => {
    expect(readTargets({ target: 'PAY-2' })).toEqual([{ ticket: 'PAY-2', type: undefined }]);
    expect(readTargets({ target: 'PAY-2', type: 'child' })).toEqual([{ ticket: 'PAY-2', type: 'child' }]);
    expect(readTargets({ discovered_from: 'PAY-2' })).toEqual([{ ticket: 'PAY-2', type: 'discovered_from' }]);
    expect(readTargets({ commit: 'abc1234' })).toEqual([{ commit: 'abc1234' }]);
    expect(readTargets({ url: 'https://a.b' })).toEqual([{ url: 'https://a.b' }]);
  });

  it('may be several where links are made, an address once, and is one where a link is removed', () => {
    const url = 'https://a.b';
    expect(readTargets({ url, commit: 'abc1234', blocks: 'PAY-3', target: 'PAY-2' })).toEqual([
      ...[{ ticket: 'PAY-2' }, { ticket: 'PAY-3', type: 'blocks' }, { commit: 'abc1234' }, { url }],
    ]);
    expect(readTargets({ target: url, url })).toEqual([{ url }]);
    expect(findSeveral({ target: 'PAY-2', url })).toEqual([
      'target and url are given, and one link is removed at a time',
    ]);
    expect(findSeveral({ target: 'PAY-2', type: 'blocks' })).toEqual([]);
  });
});
