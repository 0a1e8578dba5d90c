import { expect } from 'vitest';
import { startClient } from '../support/client.ts';
import { until } from '../support/until.ts';
import { makeRepository } from '../support/workspace.ts';
import { openBoard, testInBrowser } from './support/board.ts';
import { cardOf, keysIn, makeTickets, untilKeys } from './support/cards.ts';

testInBrowser(
  'a person signs in by the link, moves a card by a key and sees what an agent does beside them',
  async () => {
    const repository = makeRepository();
    const [key = ''] = await makeTickets(repository, { title: 'One', status: 'todo' });
    const { page, server, complaints } = await openBoard({ repository });
    await untilKeys(page, 'To do', [key]);
    expect(page.url()).toBe(`${server.origin}/`);
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+L');
    await untilKeys(page, 'Doing', [key]);
    const agent = await startClient({ cwd: repository.root });
    expect((await agent.call('ticket', { action: 'get', id: key })).text).toContain('in_progress');
    await agent.call('ticket', { action: 'create', title: 'From the agent' });
    await until('it is seen', async () => (await keysIn(page, 'To do')).length === 1);
    await cardOf(page, key).click();
    await page.waitForURL(`**/t/${key}`);
    await page.getByRole('heading', { name: 'One' }).waitFor();
    expect(complaints).toEqual([]);
  },
);
