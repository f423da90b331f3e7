import type { Access } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pgPriceIndex } from '../adapters/price-index.pg.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';

const counted = vi.hoisted(() => ({ queries: 0 }));

// Counts what the adapters really send.
vi.mock('@quotewright/platform/postgres', async (original) => {
  const actual = await original<typeof import('@quotewright/platform/postgres')>();
  return {
    ...actual,
    queries: (tx: Parameters<typeof actual.queries>[0]) =>
      actual.queries(tx).withPlugin({
        transformQuery: ({ node }) => {
          counted.queries += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      }),
  };
});

const OFFERINGS = Array.from({ length: 300 }, (_, at) => `offering-${at}`);

describeOnEachEngine('the cost of a price', (engine) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: OFFERINGS });
    const document = priceListDocument(OFFERINGS.map((id) => unitPrice(id, '10')));
    const adjustments = [
      { id: 'loyal', name: 'Loyal', stage: 'term', adjustment: { type: 'percent', value: '-5' } } as const,
    ];
    await bench.publish({ ...document, adjustments });
  });
  afterAll(() => bench.close());

  async function counting<T>(access: Access, work: Parameters<typeof bench.db.withTenant<T>>[2]) {
    const before = counted.queries;
    const result = await bench.db.withTenant(actor.tenant, access, work);
    return { queries: counted.queries - before, result };
  }
  const linesOf = (count: number) =>
    OFFERINGS.slice(0, count).map((offeringId) => ({ id: offeringId, offeringId, quantity: '1' }));

  it.each(['read', 'write'] as const)(
    'complaint: the cost grows with the lines: a %s takes as many statements for 300 offerings as for one',
    async (access) => {
      const pricing = (count: number) =>
        counting(access, (tx) => bench.pricing.api.price(tx, { lines: linesOf(count) }));
      const one = await pricing(1);
      const many = await pricing(300);
      expect(many.result.result.lines).toHaveLength(300);
      expect(one.queries).toBeGreaterThan(0);
      expect(many.queries).toBe(one.queries);
      const deriving = (input: typeof one.result.input) =>
        counting(access, (tx) => bench.pricing.api.derive(tx, input));
      const derived = await deriving(one.result.input);
      expect((await deriving(many.result.input)).queries).toBe(derived.queries);
    },
  );

  it('what a version says of all offerings, with its rules, is one statement', async () => {
    const list = { id: 'standard-usd', version: 1 };
    const { queries, result } = await counting('write', (tx) => pgPriceIndex.read(tx, list, OFFERINGS));
    expect(result.rules).toHaveLength(1);
    expect([...result.prices.values()].every(({ charges }) => charges.length === 1)).toBe(true);
    expect(queries).toBe(1);
  });
});
