import { sql } from 'kysely';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';

/** Few, so that a removal is over soon and the log of the database grows evenly. */
export const REMOVED_AT_A_TIME = 1_000;

/**
 * Removes up to `REMOVED_AT_A_TIME` events that were sent before `sentBefore`, the oldest first; skips what another relay is removing.
 * Returns how many. Needs index outbox_sent.
 */
export async function removeSent(tx: SystemTx, sentBefore: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from platform.outbox where ctid = any(array(
      select ctid from platform.outbox where sent_at < ${new Date(sentBefore)}
      order by sent_at limit ${REMOVED_AT_A_TIME} for update skip locked
    ))`.execute(queries(tx));
  return Number(numAffectedRows ?? 0n);
}
