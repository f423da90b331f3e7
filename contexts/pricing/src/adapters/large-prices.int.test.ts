import { tenantId } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ObtainedPrice, PinnedPrice } from '../ports/prices-of-inputs.ts';
import { openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { largePrices } from './large-prices.ts';

const acme = tenantId('acme');
const pinned = (inputHash: string) => ({ inputHash }) as PinnedPrice;
const obtained = (computedAt: number) => ({ computedAt }) as ObtainedPrice;

describeOnEachEngine('prices that are too large for the store', (engine) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(engine);
  });
  afterAll(() => bench.close());

  /** Computations that end when the test says so. */
  function held() {
    const begun: PromiseWithResolvers<ObtainedPrice>[] = [];
    const truth = {
      price() {
        const one = Promise.withResolvers<ObtainedPrice>();
        begun.push(one);
        return one.promise;
      },
    };
    /** The callers whose answers were noted to be from what the price was made of. */
    const told: Tx[] = [];
    const prices = largePrices(truth, async (_tenant, work) => ({
      result: await work({} as Tx),
      noteFor: (tx) => void told.push(tx),
    }));
    const ask = (hash: string) => bench.db.withTenant(acme, 'read', (tx) => prices.price(tx, pinned(hash)));
    return { begun, ask, told };
  }

  it('are computed once for all who ask the same at a time, and again for who asks later', async () => {
    const { begun, ask, told } = held();
    const both = [ask('a'), ask('a')];
    await expect.poll(() => begun.length).toBe(1);
    begun[0]?.resolve(obtained(1));
    expect(await Promise.all(both)).toEqual([obtained(1), obtained(1)]);
    expect(new Set(told).size).toBe(2);
    const later = ask('a');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.resolve(obtained(2));
    expect(await later).toEqual(obtained(2));
  });

  it('are a few at a time: the fifth hears that it is busy, until one has ended or failed', async () => {
    const { begun, ask } = held();
    const four = ['a', 'b', 'c', 'd'].map(ask);
    await expect.poll(() => begun.length).toBe(4);
    expect(await ask('e')).toBe('busy');
    begun[0]?.reject(new Error('cannot be priced'));
    await expect(four[0]).rejects.toThrow('cannot be priced');
    const fifth = ask('e');
    await expect.poll(() => begun.length).toBe(5);
    for (const one of begun.slice(1)) one.resolve(obtained(1));
    expect(await Promise.all([...four.slice(1), fifth])).toHaveLength(4);
  });
});
