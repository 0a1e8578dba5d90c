import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/domain/errors.ts';
import { publishedFor } from '../../src/mcp/published.ts';
import { getText, readResource } from '../../src/mcp/resources.ts';

const read = async (uri: unknown) => {
  const asked: unknown[] = [];
  const { contents } = await readResource({ uri, _meta: { of: 'this' } }, async (tool, args, { _meta }) => {
    asked.push([tool, args, _meta]);
    return { text: 'What it says' };
  });
  return { asked, contents };
};

describe('a resource', () => {
  it('is the board, or a ticket by its key, read as a person wants it', async () => {
    const mimeType = 'text/markdown';
    expect(await read('tracker://board')).toEqual({
      asked: [['board', { action: 'kanban' }, { of: 'this' }]],
      contents: [{ uri: 'tracker://board', mimeType, text: 'What it says' }],
    });
    expect(await read('tracker://ticket/%23PAY-482913')).toEqual({
      asked: [['ticket', { action: 'get', id: '#PAY-482913', budget: 8000 }, { of: 'this' }]],
      contents: [{ uri: 'tracker://ticket/%23PAY-482913', mimeType, text: 'What it says' }],
    });
  });

  it.each(['tracker://ticket/', 'tracker://ticket/%', 'tracker://nothing', ''])('is not %j', async (uri) => {
    await expect(read(uri)).rejects.toMatchObject({ code: -32002, data: { uri } });
  });

  it('is named by a text', async () => {
    await expect(read(7)).rejects.toMatchObject({ code: -32602 });
  });

  it('is listed for who may read', () => {
    expect(publishedFor(new Set(['read']))).toMatchObject({ resources: [{}], resourceTemplates: [{}] });
    expect(publishedFor(new Set(['comment']))).toMatchObject({ resources: [], resourceTemplates: [] });
  });
});

describe('what cannot be read', () => {
  const codeOf = (code: ErrorCode, sought?: { uri: string }): unknown => {
    try {
      return getText({ text: 'error', code }, sought);
    } catch (error) {
      return (error as { code: number }).code;
    }
  };

  it('has the code of the protocol for what the tool says', () => {
    expect(codeOf('not_found', { uri: 'tracker://x' })).toBe(-32002);
    expect(codeOf('not_found')).toBe(-32602);
    expect(codeOf('invalid_input')).toBe(-32602);
    expect(codeOf('permission_denied')).toBe(-32600);
    expect(codeOf('busy')).toBe(-32603);
    expect(getText({ text: 'well' })).toBe('well');
  });
});
