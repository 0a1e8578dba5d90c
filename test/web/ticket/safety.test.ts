import { expect } from 'vitest';
import { until } from '../../support/until.ts';
import { testInBrowser } from '../support/board.ts';
import { openTicket } from '../support/ticket.ts';

const run = 'window.ran=1';

/** Ways by which texts have run, or led where they should not, elsewhere. */
const probes = [
  `<img src=x onerror="${run}">`,
  `<script>${run}</script>`,
  `"><svg/onload=${run}>`,
  `<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
  `<details open ontoggle=${run}>`,
  `<a href="javascript:${run}">html</a>`,
  `[inline](javascript:${run})`,
  `[entity](java&#115;cript:${run})`,
  `[named](javascript&colon;${run})`,
  `[tab](java&#9;script:${run})`,
  `[upper](JaVaScRiPt:${run})`,
  `[vb](vbscript:${run})`,
  `[data](data:text/html,<script>${run}</script>)`,
  `[blob](blob:${run})`,
  `[file](file:///etc/passwd)`,
  `[api](/api/v1/session)`,
  `[up](/t/../api/v1/session)`,
  `<javascript:${run}>`,
  `<data:text/html,x>`,
  `[reference][evil]`,
  `![image](javascript:${run})`,
  `![data](data:image/svg+xml,<svg onload=${run}>)`,
  `![leak](https://example.invalid/leak.png)`,
  `[![both](https://example.invalid/leak.png)](javascript:${run})`,
  `\`\`\`"><img src=x onerror=${run}>\n"><img src=x onerror=${run}>\n\`\`\``,
  `[title](https://example.com "\\" onmouseover=${run} x=\\"")`,
  `# <img src=x onerror=${run}>`,
  `| <b onclick=${run}>a</b> |\n|---|\n| [c](javascript:${run}) |`,
  `[^1]\n\n[^1]: <img src=x onerror=${run}> [note](javascript:${run})`,
  `- [ ] <img src=x onerror=${run}>`,
  `{{constructor.constructor("${run}")()}}`,
];

const evil = `[evil]: javascript:${run}`;
const all = `${probes.join('\n\n')}\n\n${evil}\n`;

/** Every element and every address that a reader's text has become, and whatever they can do. */
const listParts = () => {
  const parts = [...document.querySelectorAll('main *')];
  return {
    ran: (window as { ran?: number }).ran,
    tags: [...new Set(parts.map(({ tagName }) => tagName.toLowerCase()))],
    handlers: parts.flatMap(({ attributes }) =>
      [...attributes].map(({ name }) => name).filter((name) => /^on/.test(name)),
    ),
    addresses: [...document.querySelectorAll('main a[href]')].map((link) => (link as HTMLAnchorElement).href),
    images: document.querySelectorAll('main img').length,
  };
};

const forbidden = ['script', 'iframe', 'svg', 'object', 'embed', 'style', 'link', 'meta', 'base', 'form[action]'];

testInBrowser('no text of a ticket runs, leads to a script or asks another server for anything', async () => {
  const nasty = `<img src=x onerror=${run}>`;
  const { page, server, key, zoe, complaints } = await openTicket({
    ...{ title: `${nasty} [t](javascript:${run})`, description: all },
    ...{ labels: [`<b onclick=${run}>`, 'javascript:x'], assignees: [nasty], due: '2030-01-01' },
  });
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:')) outside.push(request.url());
  });
  for (const probe of probes) await zoe('ticket', { action: 'comment', id: key, message: `${probe}\n\n${evil}` });
  await zoe('ticket', { action: 'move', id: key, status: 'in_progress', message: all });
  await zoe('link', { action: 'add', id: key, url: `https://example.com/"onmouseover=${run}` });
  await zoe('ticket', { action: 'create', title: nasty, parent: key });
  await zoe('alignment', {
    ...{ action: 'submit', id: key, message: all },
    evidence: [`note javascript:${run}`, `https://example.com/?<script>${run}</script>`, `${nasty} -> 0`],
  });
  await zoe('alignment', { action: 'submit', id: key, message: 'The last.' });
  await page.reload();
  await page.locator('.timeline').getByText('The last.').waitFor();
  await until('all is drawn', async () => (await page.locator('.timeline .body').count()) > probes.length);
  const parts = await page.evaluate(listParts);
  expect(parts.ran).toBeUndefined();
  expect(parts.tags.filter((tag) => forbidden.includes(tag))).toEqual([]);
  expect(parts.handlers).toEqual([]);
  expect(parts.images).toBe(0);
  const own = new RegExp(`^${server.origin}/(?:t/[^/]+)?(?:#user-content-.*)?$`);
  const wrong = parts.addresses.filter(
    (address) => !own.test(address) && !/^(?:https:\/\/example\.(?:com|invalid)\/|mailto:)/.test(address),
  );
  expect(wrong).toEqual([]);
  // What can't be a link is still to be read.
  expect(await page.locator('.description').getByText('inline', { exact: true }).count()).toBe(1);
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
});

testInBrowser('a preview and a text in conflict run as little', async () => {
  const { page, key, zoe, complaints } = await openTicket({ title: 'T', description: '## One\n\nText.\n' });
  await page.getByRole('button', { name: 'Edit all' }).click();
  await page.locator('#edit').fill(all);
  await page.locator('.editor').getByRole('button', { name: 'Preview' }).click();
  await page.locator('.preview').getByText('inline', { exact: true }).waitFor();
  await zoe('ticket', { action: 'edit', id: key, op: 'replace', new: `Theirs ${all}` });
  await page.getByText('zoe changed this meanwhile').waitFor();
  await page.locator('.editor').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Nothing is lost').waitFor();
  const parts = await page.evaluate(listParts);
  expect(parts.ran).toBeUndefined();
  expect([
    ...parts.handlers,
    ...parts.addresses.filter((address) => /^(?:javascript|data|blob|file):/i.test(address)),
  ]).toEqual([]);
  expect(complaints).toEqual([]);
});
