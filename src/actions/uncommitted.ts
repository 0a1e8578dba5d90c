import type { WriteTx } from '../store/tx.ts';

/**
 * Says, where git carries the tracker, that what this write adds is in no commit yet. Work often ends here: what is not
 * committed by then stays behind when its branch is merged, and goes with its work tree.
 */
export async function noteUncommitted({ repository, caveats }: WriteTx): Promise<void> {
  if (await repository.isCarried()) caveats.add('not committed yet: git add .tracker && git commit');
}
