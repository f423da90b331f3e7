import { setTimeout as sleep } from 'node:timers/promises';
import type { TenantId } from '@quotewright/kernel';
import type { Table, TableRow } from '../table.ts';
import { offeringId, PRICE_LIST_ID } from './price-documents.ts';
import type { NewRequests } from './price-requests.ts';
import type { PriceWorld } from './price-world.ts';
import { simulating } from './simulating.ts';

const LINES = [1, 10, 100, 300, 1_000];
/** Milliseconds for what is stored behind the answer. */
const PATIENCE = 300;

/** What the store holds of a price, and of the facts it is computed from. */
export async function storedSizes(
  world: PriceWorld,
  { tenant, accountId, requests }: { tenant: TenantId; accountId: string; requests: NewRequests },
): Promise<Table> {
  const node = await world.node();
  const simulate = simulating(node, tenant);

  async function row(label: string, key: string, raw?: number): Promise<TableRow> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      const explained = await node.caches?.explain(key);
      const header = typeof explained === 'object' ? explained.header : null;
      if (header !== null) {
        const { payloadBytes, storedBytes, protection } = header;
        const share = `${((storedBytes / payloadBytes) * 100).toFixed(0)} %`;
        return { label, cells: [bytes(raw ?? payloadBytes), bytes(storedBytes), share, protection] };
      }
      if (performance.now() > until) {
        return { label, cells: [raw === undefined ? '?' : bytes(raw), 'not stored', '', ''] };
      }
      await sleep(2);
    }
  }

  const rows: TableRow[] = [];
  for (const [what, account] of [
    ['', undefined],
    [' with contract prices', accountId],
  ] as const) {
    for (const lines of LINES) {
      const { result, copyKey } = await simulate(requests.next(lines, account));
      const raw = Buffer.byteLength(JSON.stringify(result));
      rows.push(await row(`price of ${lines} lines${what}`, copyKey ?? 'none', raw));
    }
  }
  const index = `cpq:pricing:${tenant}:price-index:v1:${PRICE_LIST_ID}:${offeringId(0)}`;
  rows.push(await row('price index of an offering (5 rows)', index));
  return {
    title: 'in the store',
    columns: ['bytes', 'stored', 'share', 'protection'],
    rows,
    notes: [
      'With envelope, compressed. What is larger than its category allows is not stored: it is computed each time.',
    ],
  };
}

const bytes = (count: number) => count.toLocaleString('en');
