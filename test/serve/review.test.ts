import { expect, test } from 'vitest';
import { serve } from './served.ts';

const member = ['read', 'write', 'review'] as const;

test('nobody decides on what they or theirs have submitted, save a person on what their agents did', async () => {
  const { ask, tokens } = await serve({
    holders: [
      { handle: 'alice', scopes: member },
      { handle: 'bot', kind: 'agent', owner: 'alice', scopes: member },
      { handle: 'other', kind: 'agent', owner: 'alice', scopes: member },
      { handle: 'deploy', kind: 'service', owner: 'alice', scopes: member },
      { handle: 'bob', scopes: member },
    ],
  });
  const submit = async (handle: string) => {
    const token = tokens[handle];
    const { body } = await ask('POST /api/v1/tickets', { token, body: { title: `By ${handle}` } });
    await ask(`POST /api/v1/tickets/${body.key}/review`, { token, body: { message: 'Done' } });
    return body.key as string;
  };
  const decide = async (key: string, handle: string, session: string) => {
    const headers = { 'X-Tracker-Session': session };
    const body = { decision: 'approved' };
    return (await ask(`POST /api/v1/tickets/${key}/review/decision`, { token: tokens[handle], body, headers })).status;
  };
  const ofBot = await submit('bot');
  for (const handle of ['bot', 'other', 'deploy']) expect(await decide(ofBot, handle, 'elsewhere'), handle).toBe(403);
  expect(await decide(ofBot, 'alice', 'a')).toBe(200);
  const ofAlice = await submit('alice');
  for (const handle of ['alice', 'bot', 'deploy']) expect(await decide(ofAlice, handle, 'elsewhere'), handle).toBe(403);
  expect(await decide(ofAlice, 'bob', 'b')).toBe(200);
});
