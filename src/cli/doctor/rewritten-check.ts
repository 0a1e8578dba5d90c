import { existsSync } from 'node:fs';
import { describeRewritten } from '../../domain/event/rewritten.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { findRewritten } from '../../git/heal/rewritten.ts';
import { readUsed } from '../../home/file/bytes.ts';
import { readEvents } from '../../home/file/canonical.ts';
import { databasePath } from '../../home/file/location.ts';
import type { Check, Finding } from './check.ts';

/** A look at all of history takes long: `tracker merge --check` does that. */
const recentVersions = 20;

export const rewrittenEvents: Check = {
  name: 'rewritten events',
  asksGit: true,
  async run({ location }) {
    const path = databasePath(location);
    if (!location.gitDir || !existsSync(path)) return [];
    const now = readUsed(path);
    const source = { root: location.root, repository: repositoryOf(location.root) };
    const found = await findRewritten(source, now, recentVersions);
    const events = found.length > 0 ? readEvents(now) : [];
    return found.map((one): Finding => {
      const [message = ''] = describeRewritten([one], events);
      return one.redaction
        ? { level: 'ok', message }
        : { level: 'warn', message: message.replace(/\.$/, ''), advice: 'git log -p --ext-diff -- .tracker/data.db' };
    });
  },
};
