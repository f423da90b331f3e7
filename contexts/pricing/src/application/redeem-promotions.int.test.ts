import { newUuid } from '@quotewright/kernel';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { PricedQuote } from '../api.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import {
  actor,
  BUSINESS_ACCOUNT,
  openWorkbench,
  SALES,
  type Workbench,
} from '../testing/pricing-workbench.ts';
import { aPromotion, type PromotionEntry, promotionsDocument } from '../testing/promotion-documents.ts';
import { type RedemptionCount, redemptionCounts } from '../testing/redemption-counts.ts';

/** In the order in which they apply to 100.00: a tenth off, 5.00 off, a fifth of the rest off. */
const THREE = aPromotion({ id: 'three', priority: 3, limits: { redemptions: 3 } });
const ONCE = aPromotion({
  id: 'once',
  priority: 2,
  currency: 'USD',
  adjustment: { type: 'amount', value: '-5' },
  limits: { redemptionsPerAccount: 1 },
});
const BUDGET = aPromotion({
  id: 'budget',
  priority: 1,
  currency: 'USD',
  adjustment: { type: 'percent', value: '-20' },
  limits: { budget: '50' },
});
const FREE = aPromotion({ id: 'unlimited', priority: 0, adjustment: { type: 'percent', value: '-50' } });

describeOnEachEngine('promotions of accepted quotes', (engine) => {
  let bench: Workbench;
  let openQuotes: string[] = [];

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    const fee = { id: 'fee', name: 'Fee', type: 'oneTime' } as const;
    await bench.publish(priceListDocument([unitPrice('seat', '100', fee)]));
    await publish(THREE, ONCE, BUDGET, FREE);
  });
  afterEach(async () => {
    for (const quoteId of openQuotes) await release(quoteId);
    openQuotes = [];
    const left = await redemptionCounts(bench);
    if (left.counters.length + left.rows.length > 0) throw new Error(`left over: ${JSON.stringify(left)}`);
  });
  afterAll(() => bench.close());

  const publish = (...promotions: readonly PromotionEntry[]) =>
    bench.pricing.commands.publishRuleSet(actor, {
      kind: 'promotions',
      document: promotionsDocument(...promotions),
    });
  const price = (promotionCodes: readonly string[], accountId: string | null = BUSINESS_ACCOUNT.id) =>
    bench.db.withTenant(actor.tenant, 'read', (tx) => {
      const lines = [{ id: '1', offeringId: 'seat', quantity: '1' }];
      return bench.pricing.api.price(tx, { lines, promotionCodes, ...(accountId !== null && { accountId }) });
    });
  const redeem = async (priced: PricedQuote, quoteId = newUuid(), revision = 1) => {
    await bench.db.withTenant(actor.tenant, 'write', (tx) =>
      bench.pricing.api.redeemPromotions(tx, { quoteId, revision, priced }),
    );
    openQuotes.push(quoteId);
    return quoteId;
  };
  const release = (quoteId: string, revision = 1) =>
    bench.db.withTenant(actor.tenant, 'write', (tx) =>
      bench.pricing.api.releasePromotions(tx, { quoteId, revision }),
    );
  const counted = async (
    ...expected: readonly (readonly [id: string, redemptions: number, off: number])[]
  ) => {
    const counts = expected.map(([id, redemptions, discount]) => ({ id, redemptions, discount }));
    expect(await redemptionCounts(bench)).toEqual({ counters: counts, rows: counts });
  };

  it('are counted once, with what each of them took off, however often the quote is accepted', async () => {
    const priced = await price(['THREE', 'budget', 'unlimited']);
    const quoteId = await redeem(priced);
    await redeem(priced, quoteId);
    await counted(['budget', 1, 18], ['three', 1, 10], ['unlimited', 1, 36]);
  });

  it('are given back once, and may then be taken again', async () => {
    const priced = await price(['three']);
    const first = await redeem(priced);
    await redeem(priced);
    await release(first);
    await release(first);
    await counted(['three', 1, 10]);
    await redeem(priced, first);
    await counted(['three', 2, 20]);
  });

  it('of one revision are not those of another', async () => {
    const priced = await price(['three']);
    const quoteId = await redeem(priced);
    await release(quoteId, 2);
    await counted(['three', 1, 10]);
  });

  it('are given back once when several give them back at once', async () => {
    const quoteId = await redeem(await price(['three', 'unlimited']));
    await redeem(await price(['three']));
    await Promise.all(Array.from({ length: 8 }, () => release(quoteId)));
    await counted(['three', 1, 10]);
  });

  it('are shown beside their limits, in pages', async () => {
    const show = async (query: string) =>
      (await bench.request('GET', `/promotions/usage${query}`, { as: SALES })).json;
    await redeem(await price(['three', 'budget', 'unlimited']));
    await publish(THREE, BUDGET);
    const { items } = await show('');
    expect(items).toMatchObject([
      {
        promotionId: 'budget',
        redemptions: 1,
        discounts: [{ amount: '18.00', currency: 'USD' }],
        limits: { budget: '50' },
      },
      { promotionId: 'three', name: 'Promotion three', redemptions: 1, limits: { redemptions: 3 } },
      { promotionId: 'unlimited', redemptions: 1, discounts: [{ amount: '36.00', currency: 'USD' }] },
    ]);
    expect(items.at(-1)).not.toHaveProperty('name');
    const first = await show('?limit=1');
    expect(first.items).toEqual(items.slice(0, 1));
    expect((await show(`?cursor=${first.nextCursor}`)).items).toEqual(items.slice(1));
    await publish(THREE, ONCE, BUDGET, FREE);
  });

  it('that did not change the price are not counted', async () => {
    const { input, result } = await price(['three']);
    const passedOver = JSON.parse(
      JSON.stringify(result).replaceAll('"stage":"promotion"', '"skipped":"no","stage":"promotion"'),
    );
    await redeem({ ...(await price([])), input, result: passedOver });
    await counted();
  });

  it('whose limit would be passed refuse the acceptance, name the code, and count nothing', async () => {
    const priced = await price(['three', 'budget', 'unlimited']);
    await redeem(priced);
    await redeem(priced);
    await expect(redeem(priced)).rejects.toMatchObject({
      code: 'PROMOTION_EXHAUSTED',
      kind: 'conflict',
      details: { errors: [{ pointer: '/promotionCodes/0', code: 'PROMOTION_EXHAUSTED' }] },
    });
    await counted(['budget', 2, 36], ['three', 2, 20], ['unlimited', 2, 72]);
  });

  it('refuse their code from the next price on, for the account that has used it or for all', async () => {
    const priced = await price(['once', 'three']);
    await redeem(priced);
    const refusal = (index: number) => ({
      code: 'PROMOTION_EXHAUSTED',
      details: { errors: [{ pointer: `/promotionCodes/${index}` }] },
    });
    await expect(price(['three', 'once'])).rejects.toMatchObject(refusal(1));
    const others = await price(['three', 'once'], null);
    await redeem({ ...others, input: { ...others.input, account: newUuid() } });
    const third = await price(['three']);
    await redeem(third);
    await expect(price(['three'], null)).rejects.toMatchObject(refusal(0));
  });

  it('keep to the limits of today, and to those of then where the promotion is not there any more', async () => {
    const priced = await price(['three']);
    await redeem(priced);
    await publish({ ...THREE, limits: { redemptions: 1 } });
    await expect(redeem(priced)).rejects.toMatchObject({ code: 'PROMOTION_EXHAUSTED' });
    await publish({ ...THREE, limits: { redemptions: 2 } });
    await redeem(priced);
    await publish(FREE);
    await redeem(priced);
    await expect(redeem(priced)).rejects.toMatchObject({ code: 'PROMOTION_EXHAUSTED' });
    await publish(THREE, ONCE, BUDGET, FREE);
  });

  it('agree with a model of their limits, in any order of acceptances and cancellations', async () => {
    const CODES = ['three', 'once', 'budget'] as const;
    const prices = new Map<string, PricedQuote>();
    for (const codes of subsetsOf(CODES)) prices.set(codes.join(), await price(codes, null));
    const accounts = [newUuid(), newUuid()];
    const command = fc.record({
      quote: fc.nat(5),
      account: fc.nat(1),
      codes: fc.subarray([...CODES]),
      releases: fc.boolean(),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 20 }), async (commands) => {
        const quotes = Array.from({ length: 6 }, () => newUuid());
        const model = new RedemptionModel();
        for (const { quote, account, codes, releases } of commands) {
          const quoteId = quotes[quote] as string;
          if (releases) {
            await release(quoteId);
            model.release(quoteId);
            continue;
          }
          const accountId = accounts[account] as string;
          const priced = prices.get(codes.join()) as PricedQuote;
          const outcome = await redeem({ ...priced, input: { ...priced.input, account: accountId } }, quoteId)
            .then(() => 'redeemed')
            .catch((error: { code?: string }) => error.code);
          expect(outcome).toBe(model.redeem(quoteId, accountId, codes));
          const { counters, rows } = await redemptionCounts(bench);
          expect(counters).toEqual(model.counts());
          expect(rows).toEqual(counters);
        }
        for (const quoteId of quotes) await release(quoteId);
        expect(await redemptionCounts(bench)).toEqual({ counters: [], rows: [] });
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

type Code = 'three' | 'once' | 'budget';

function subsetsOf(codes: readonly Code[]): readonly (readonly Code[])[] {
  const [first, ...others] = codes;
  if (first === undefined) return [[]];
  return subsetsOf(others).flatMap((subset) => [subset, [first, ...subset]]);
}

/** What the limits mean, said once more and without a database. */
class RedemptionModel {
  readonly #held = new Map<string, { readonly account: string; readonly off: ReadonlyMap<Code, number> }>();

  redeem(quote: string, account: string, codes: readonly Code[]): string {
    if (this.#held.has(quote)) return 'redeemed';
    const off = new Map<Code, number>();
    let rest = 100;
    for (const [code, takes] of [
      ['three', 10],
      ['once', 5],
      ['budget', undefined],
    ] as const) {
      if (!codes.includes(code)) continue;
      off.set(code, takes ?? rest / 5);
      rest -= takes ?? rest / 5;
    }
    const held = [...this.#held.values()];
    const fits = {
      three: held.filter((one) => one.off.has('three')).length < 3,
      once: !held.some((one) => one.account === account && one.off.has('once')),
      budget: held.reduce((sum, one) => sum + (one.off.get('budget') ?? 0), off.get('budget') ?? 0) <= 50,
    };
    if (codes.some((code) => !fits[code])) return 'PROMOTION_EXHAUSTED';
    if (off.size > 0) this.#held.set(quote, { account, off });
    return 'redeemed';
  }

  release(quote: string): void {
    this.#held.delete(quote);
  }

  counts(): readonly RedemptionCount[] {
    const held = [...this.#held.values()];
    return (['budget', 'once', 'three'] as const).flatMap((id) => {
      const discounts = held.flatMap(({ off }) => off.get(id) ?? []);
      const discount = discounts.reduce((sum, one) => sum + one, 0);
      return discounts.length === 0 ? [] : [{ id, redemptions: discounts.length, discount }];
    });
  }
}
