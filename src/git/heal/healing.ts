import type { FileHome } from '../../home/file-home.ts';
import { attendant } from './attend.ts';

/**
 * The file's home, looking after itself: what git has left unmerged or a stash has dropped is back before anybody reads or
 * writes, and what commits have dropped is looked for once that is done. `say` is given what users are to be told of it, a
 * line each.
 */
export function healing(home: FileHome, say: (lines: readonly string[]) => void): FileHome {
  const attended = attendant(home);
  const looked = async <T>(work: () => Promise<T>): Promise<T> => {
    say(await attended.attend());
    try {
      return await work();
    } finally {
      attended.lookBackLater();
    }
  };
  return {
    ...home,
    read: (work) => looked(() => home.read(work)),
    write: (work, options) => looked(() => home.write(work, options)),
    async close() {
      await attended.close();
      await home.close();
    },
  };
}
