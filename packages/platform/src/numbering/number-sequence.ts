import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';

interface Tables {
  'platform.number_sequence': { tenant_id: string; kind: string; year: number; last_value: number };
}

/**
 * The next number of a kind that people read: `Q-2026-000045`. Counted per tenant, kind and UTC year of the
 * transaction's time. The row stays locked until the transaction ends, so numbers follow the order of
 * commits and a rolled-back transaction leaves no gap; take the number late, others wait for it.
 */
export async function nextNumber(tx: Tx, kind: string): Promise<string> {
  const year = new Date(tx.now).getUTCFullYear();
  const { last_value } = await queries<Tables>(tx)
    .insertInto('platform.number_sequence')
    .values({ tenant_id: tx.tenant, kind, year, last_value: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'kind', 'year'])
        .doUpdateSet((row) => ({ last_value: row('platform.number_sequence.last_value', '+', 1) })),
    )
    .returning('last_value')
    .executeTakeFirstOrThrow();
  return `${kind}-${year}-${String(last_value).padStart(6, '0')}`;
}
