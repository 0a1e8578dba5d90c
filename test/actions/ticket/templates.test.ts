import { expect, it } from 'vitest';
import { useLocalTracker } from '../../support/local-tracker.ts';

const tracker = useLocalTracker();

it('templates are listed with their variables, the built-in ones', async () => {
  const text = await tracker.ticket({ action: 'templates' });
  expect(
    text
      .split('\n')
      .slice(1)
      .map((line) => line.split(':')[0]),
  ).toEqual(['api-endpoint', 'bug-fix', 'database-migration', 'react-component', 'refactor']);
  expect(text).toContain('api-endpoint: method, path, purpose?');
  for (const line of text.split('\n').slice(1)) expect(line).toMatch(/ · [A-Z][\w ,]+$/);
});

it("templates of the repository's own are listed among them, in place of one of the same name", async () => {
  tracker.repository.write(
    '.tracker/templates/release.md',
    '---\nabout: What a release needs\ntitle: "{{version}}"\n---\nOn {{day|today}}.\n',
  );
  tracker.repository.write('.tracker/templates/refactor.md', '---\ntitle: Ours\n---\n');
  const lines = (await tracker.ticket({ action: 'templates' })).split('\n');
  expect(lines.filter((line) => /^re(?:lease|factor)/.test(line))).toEqual([
    'refactor',
    'release: version, day? · What a release needs',
  ]);
});
