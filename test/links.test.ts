import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLinks, isRelative, linkOutside, targetOf } from '../scripts/package/links.ts';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync('docs').map((name) => `docs/${name}`)];

describe('the pages of the repository', () => {
  it.each(pages.filter((page) => page.endsWith('.md')))('have no link to a file that is not there: %s', (page) => {
    const targets = findLinks(readFileSync(page, 'utf8')).filter(({ url }) => isRelative(url));
    expect(targets.map(({ url }) => targetOf(page, url)).filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('a page that is read outside of the repository', () => {
  const base = 'https://example.com/blob/v1/';
  const inside = (markdown: string) => linkOutside(markdown, 'README.md', { base, has: (path) => path === 'LICENSE' });

  it('links to the repository where the package lacks the file, and else stays as it is', () => {
    const text = '# [One](docs/a.md#top), [two](LICENSE), [three](https://x.org), ![four](b.png) and [five](#one)\n';
    expect(inside(text)).toBe(
      `# [One](${base}docs/a.md#top), [two](LICENSE), [three](https://x.org), ![four](${base}b.png?raw=true) and [five](#one)\n`,
    );
  });

  it('is refused where a link is written in another way than that', () => {
    expect(() => inside('[One]\n\n[One]: docs/a.md\n')).toThrow('README.md: the link to docs/a.md');
  });
});
