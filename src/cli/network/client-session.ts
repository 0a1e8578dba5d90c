import { findParent, startOf } from '../../store/process.ts';

/** What stands between a client and what it starts, and is another process each time. */
const between = /^(?:sh|bash|dash|zsh|ash|busybox|npx|npm\b.*|yarn\b.*)$/;

/**
 * The session of the client whose process has started this one, perhaps by a shell or npx: 1 to 64 of `[A-Za-z0-9._-]`, the
 * same for as long as it runs, and another's for every other.
 */
export function clientSession(parent: number): string {
  let pid = parent;
  for (let depth = 0; depth < 4; depth++) {
    const found = findParent(pid);
    if (!found || !between.test(found.name) || found.parent <= 1) break;
    pid = found.parent;
  }
  return `${pid}.${startOf(pid)}`.slice(0, 64);
}
