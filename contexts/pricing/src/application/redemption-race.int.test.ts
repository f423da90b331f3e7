import { newUuid } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PricedQuote, PromotionRedemption } from '../api.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import { redemptionCounts } from '../testing/redemption-counts.ts';
import { type RedemptionNode, startRedemptionNode } from '../testing/redemption-nodes.ts';

const PROCESSES = 3;

describeOnPostgres(`acceptances that race for a promotion, from ${PROCESSES} processes`, (engine) => {
  let bench: Workbench;
  let nodes: readonly RedemptionNode[];

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    const fee = { id: 'fee', name: 'Fee', type: 'oneTime' } as const;
    await bench.publish(priceListDocument([unitPrice('seat', '100', fee)]));
    const limited = { currency: 'USD', adjustment: { type: 'amount', value: '-1' } } as const;
    await bench.pricing.commands.publishRuleSet(actor, {
      kind: 'promotions',
      document: promotionsDocument(
        aPromotion({ ...limited, id: 'ten', limits: { redemptions: 10 } }),
        aPromotion({ ...limited, id: 'budget', limits: { budget: '7.50' } }),
        aPromotion({ ...limited, id: 'account', limits: { redemptionsPerAccount: 4 } }),
        aPromotion({ ...limited, id: 'a', limits: { redemptions: 1_000 } }),
        aPromotion({ ...limited, id: 'B', code: 'UPPER', limits: { redemptions: 1_000 } }),
        aPromotion({ ...limited, id: 'c', limits: { redemptions: 1_000 } }),
      ),
    });
    nodes = await Promise.all(
      Array.from({ length: PROCESSES }, () => startRedemptionNode(bench.url as string, actor.tenant)),
    );
  });
  afterAll(async () => {
    await Promise.all((nodes ?? []).map((node) => node.stop()));
    await bench?.close();
  });

  const price = (...promotionCodes: readonly string[]): Promise<PricedQuote> =>
    bench.db.withTenant(actor.tenant, 'read', (tx) =>
      bench.pricing.api.price(tx, {
        lines: [{ id: '1', offeringId: 'seat', quantity: '1' }],
        promotionCodes,
      }),
    );
  /** Deals the redemptions out to the processes, and lets them all go at once. */
  async function race(redemptions: readonly PromotionRedemption[]) {
    const outcomes = await Promise.all(
      nodes.map((node, dealt) => node.redeem(redemptions.filter((_, index) => index % PROCESSES === dealt))),
    );
    const tally: Record<string, number> = {};
    for (const outcome of outcomes.flat()) tally[outcome] = (tally[outcome] ?? 0) + 1;
    return tally;
  }
  const times = (count: number, redemption: () => Omit<PromotionRedemption, 'revision'>) =>
    Array.from({ length: count }, (): PromotionRedemption => ({ ...redemption(), revision: 1 }));
  async function countOf(...ids: readonly string[]) {
    const { counters, rows } = await redemptionCounts(bench);
    expect(rows).toEqual(counters);
    return counters.filter(({ id }) => ids.includes(id));
  }

  it('of 60 exactly the 10 that it has succeed', async () => {
    const priced = await price('ten');
    const tally = await race(times(60, () => ({ quoteId: newUuid(), priced })));
    expect(tally).toEqual({ redeemed: 10, PROMOTION_EXHAUSTED: 50 });
    expect(await countOf('ten')).toEqual([{ id: 'ten', redemptions: 10, discount: 10 }]);
  });

  it('spend no more than its budget', async () => {
    const priced = await price('budget');
    const tally = await race(times(30, () => ({ quoteId: newUuid(), priced })));
    expect(tally).toEqual({ redeemed: 7, PROMOTION_EXHAUSTED: 23 });
    expect(await countOf('budget')).toEqual([{ id: 'budget', redemptions: 7, discount: 7 }]);
  });

  it('give each of three accounts what it may have', async () => {
    const priced = await price('account');
    const accounts = [newUuid(), newUuid(), newUuid()];
    const redemptions = accounts.flatMap((account) =>
      times(12, () => ({ quoteId: newUuid(), priced: { ...priced, input: { ...priced.input, account } } })),
    );
    expect(await race(redemptions)).toEqual({ redeemed: 12, PROMOTION_EXHAUSTED: 24 });
    expect(await countOf('account')).toEqual([{ id: 'account', redemptions: 12, discount: 12 }]);
  });

  it('count a quote once that several processes accept at once', async () => {
    const priced = await price('c');
    const quoteId = newUuid();
    expect(await race(times(30, () => ({ quoteId, priced })))).toEqual({ redeemed: 30 });
    expect(await countOf('c')).toEqual([{ id: 'c', redemptions: 1, discount: 1 }]);
  });

  it('never wait for each other in a circle, whichever promotions they share', async () => {
    const pairs = await Promise.all([price('a', 'upper'), price('upper', 'c'), price('c', 'a')]);
    const redemptions = Array.from({ length: 30 }, () => pairs).flatMap((all) =>
      all.flatMap((priced) => times(1, () => ({ quoteId: newUuid(), priced }))),
    );
    expect(await race(redemptions)).toEqual({ redeemed: 90 });
    expect(await countOf('a', 'B', 'c')).toEqual([
      { id: 'B', redemptions: 60, discount: 60 },
      { id: 'a', redemptions: 60, discount: 60 },
      { id: 'c', redemptions: 61, discount: 61 },
    ]);
  });
});
