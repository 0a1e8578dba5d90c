import { findReview } from '../../store/read/discussion.ts';
import { findTicket } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { commitsOf, evidenceOf } from './findings.ts';

/**
 * Asks git what the gate of evidence will ask of these tickets, so that the answer is known when the lock is held that
 * others wait for. Whatever is wrong with the call is left to what it asks for.
 */
export async function askAhead(
  tx: ReadTx,
  { id, ids = [] }: { id?: string | undefined; ids?: readonly string[] | undefined },
): Promise<void> {
  if (tx.config.gates.evidence === 'off') return;
  const commits = [...(id === undefined ? [] : [id]), ...ids].flatMap((reference) => {
    const row = findTicket(tx, reference);
    const review = row && findReview(tx, row.ticket);
    return review ? commitsOf(evidenceOf(tx, review)) : [];
  });
  if (commits.length > 0) await tx.repository.findOutsideHead(commits);
}
