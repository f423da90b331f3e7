import { tenantId } from '@quotewright/kernel';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { priceWarmth } from './price-warmth.ts';

const tenant = tenantId('acme');
const list = { id: 'standard', version: 2 };
const database = {
  withTenant: (_tenant, access, work) => work({ access } as Tx),
} as Partial<Database> as Database;
const offerings = (count: number) => Array.from({ length: count }, (_, at) => `o-${at}`);

/** What was read, each batch with the access it was read with. */
function warming({ breaksAt = Number.POSITIVE_INFINITY } = {}) {
  const batches: (readonly string[])[] = [];
  const accesses = new Set<string>();
  const warmth = priceWarmth({
    database,
    index: {
      async read(tx, _list, ids) {
        accesses.add(tx.access);
        if (batches.length === breaksAt) throw new Error('the database is gone');
        batches.push(ids);
        return { prices: new Map(), rules: [] };
      },
    },
  });
  return { warmth, batches, accesses };
}

describe('warming a price list', () => {
  it('reads each offering once, in batches, as readers do', async () => {
    const { warmth, batches, accesses } = warming();
    await warmth.warm({ tenant }, list, [...offerings(250), ...offerings(20)]);
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(offerings(250));
    expect([...accesses]).toEqual(['read']);
  });

  it('ends at its bound', async () => {
    const { warmth, batches } = warming();
    await warmth.warm({ tenant }, list, offerings(5_000));
    expect(batches.flat()).toHaveLength(2_000);
  });

  it('does not fail with the reads that it is for', async () => {
    const { warmth, batches } = warming({ breaksAt: 1 });
    await expect(warmth.warm({ tenant }, list, offerings(300))).resolves.toBeUndefined();
    expect(batches).toHaveLength(1);
  });

  it('ends between two batches when it is told to', async () => {
    const { warmth, batches } = warming();
    const ending = new AbortController();
    const done = async () => ending.abort(new Error('shutting down'));
    const work = { tenant, signal: ending.signal, done };
    await expect(warmth.warm(work, list, offerings(300))).rejects.toThrow('shutting down');
    expect(batches).toHaveLength(1);
  });
});
