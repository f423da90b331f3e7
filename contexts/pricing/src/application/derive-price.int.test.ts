import { canonicalJson } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PricedQuote } from '../domain/price-request.ts';
import { priceListDocument, tokenPrices } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { anOffering } from '../testing/upstream.ts';

describeOnEachEngine('deriving a price again', (engine) => {
  let bench: Workbench;
  let quoted: PricedQuote;

  const inTx = <T>(work: (tx: Tx) => Promise<T>) => bench.db.withTenant(actor.tenant, 'read', work);
  const derive = (input: PricedQuote['input']) => inTx((tx) => bench.pricing.api.derive(tx, input));
  const request = {
    lines: [
      { id: '1', offeringId: 'claude-2', quantity: '1', usage: { input: '1500000', output: '200000' } },
    ],
  };

  beforeAll(async () => {
    bench = await openWorkbench(engine);
    await bench.publish(priceListDocument(tokenPrices('claude-2', { input: '8', output: '24' })));
    quoted = await inTx((tx) => bench.pricing.api.price(tx, request));
  });
  afterAll(() => bench.close());

  it('complaint: a rule changed or deleted later never changes an old quote: same bytes for ever', async () => {
    bench.catalog.publish([anOffering({ id: 'claude-2', name: 'Renamed', lifecycle: 'retired' })]);
    await bench.publish(priceListDocument(tokenPrices('claude-2', { input: '80' }), { name: 'Renamed' }));
    bench.configure({ roundingDecimals: { USD: 0 }, timeZone: 'Asia/Tokyo' });
    bench.clock.advance(400 * 86_400_000);

    // From storage, where the members of an object have lost their order.
    const stored = JSON.parse(canonicalJson(quoted.input)) as PricedQuote['input'];
    expect(canonicalJson(await derive(stored))).toBe(canonicalJson(quoted));
    expect(quoted.result.totals.usage.amount).toBe('16.80');
  });

  it('a new price takes the new versions', async () => {
    bench.catalog.publish([anOffering({ id: 'claude-2' })]);
    const lines = [{ ...request.lines[0], usage: { input: '1500000' } }] as typeof request.lines;
    const today = await inTx((tx) => bench.pricing.api.price(tx, { lines }));
    expect(today.input.priceLists).toEqual([{ id: 'standard-usd', version: 2 }]);
    expect(today.result.totals.usage.amount).toBe('120.00');
    expect(today.inputHash).not.toBe(quoted.inputHash);
  });

  it('refuses an input of another engine, tenant, currency, offering content or unpublished list version', async () => {
    const { input } = quoted;
    const [line] = input.lines;
    await expect(derive({ ...input, engineVersion: '99' })).rejects.toMatchObject({
      code: 'PRICE_ENGINE_UNKNOWN',
    });
    const foreign = [
      { ...input, tenant: 'other' },
      { ...input, priceLists: [{ id: 'standard-usd', version: 99 }] },
      { ...input, priceLists: [] },
      { ...input, priceLists: [...input.priceLists, ...input.priceLists] },
      { ...input, currency: 'EUR' },
      { ...input, catalogVersion: 99 },
      { ...input, lines: [{ ...line, offeringHash: '0'.repeat(64) }] as typeof input.lines },
    ];
    for (const wrong of foreign) {
      await expect(derive(wrong)).rejects.toMatchObject({ code: 'PRICE_INPUT_MISMATCH', kind: 'conflict' });
    }
  });
});
