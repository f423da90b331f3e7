import { canonicalJson } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AdjustmentEntry } from '../domain/price-list-document.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, BUSINESS_ACCOUNT, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, type PromotionEntry, promotionsDocument } from '../testing/promotion-documents.ts';

const REQUEST = {
  accountId: BUSINESS_ACCOUNT.id,
  promotionCodes: ['spring'],
  lines: [{ id: '1', offeringId: 'seat', quantity: '10', termMonths: 24 }],
};

const COMMITMENT: AdjustmentEntry = {
  id: 'term-24',
  name: '24 months',
  stage: 'term',
  conditions: { termMonths: [24] },
  adjustment: { type: 'percent', value: '-5' },
};

describeOnEachEngine('rules that are deleted', (engine) => {
  let bench: Workbench;
  let old: PricedQuote;

  const inTx = <T>(work: (tx: Tx) => Promise<T>) => bench.db.withTenant(actor.tenant, 'read', work);
  const price = (request: typeof REQUEST) => inTx((tx) => bench.pricing.api.price(tx, request));
  const publish = async (rules: {
    readonly prices: string;
    readonly adjustments: readonly AdjustmentEntry[];
    readonly agreed: readonly string[];
    readonly promotions: readonly PromotionEntry[];
  }) => {
    const document = priceListDocument([unitPrice('seat', rules.prices)]);
    await bench.publish({ ...document, adjustments: [...rules.adjustments] });
    const contract = { offeringId: 'seat', chargeId: 'fee', currency: 'USD', model: 'flat' };
    await bench.pricing.commands.publishRuleSet(actor, {
      kind: 'contractPrices',
      subject: BUSINESS_ACCOUNT.id,
      document: {
        format: 'quotewright/contract-prices@1',
        prices: rules.agreed.map((amount) => ({ id: 'agreed', ...contract, amount })),
      },
    });
    await bench.pricing.commands.publishRuleSet(actor, {
      kind: 'promotions',
      document: promotionsDocument(...rules.promotions),
    });
  };

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    const spring = aPromotion({ id: 'spring', limits: { redemptions: 1 } });
    await publish({ prices: '20', adjustments: [COMMITMENT], agreed: ['16'], promotions: [spring] });
    old = await price(REQUEST);
    await publish({ prices: '21', adjustments: [], agreed: [], promotions: [] });
  });
  afterAll(() => bench.close());

  it('complaint: a rule deleted later silently changes old quotes: they derive the same bytes without it', async () => {
    // 10 × 16.00 less 5 % less 10 %
    expect(old.result.totals.recurring[0]?.amount.amount).toBe('136.80');
    const kept = JSON.parse(canonicalJson(old.input)) as PricedQuote['input'];
    const derived = await inTx((tx) => bench.pricing.api.derive(tx, kept));
    expect(canonicalJson(derived)).toBe(canonicalJson(old));
  });

  it('count for nobody who asks now', async () => {
    await expect(price(REQUEST)).rejects.toMatchObject({
      details: { errors: [{ pointer: '/promotionCodes/0', code: 'PROMOTION_CODE_UNKNOWN' }] },
    });
    const today = await price({ ...REQUEST, promotionCodes: [] });
    expect(today.result.totals.recurring[0]?.amount.amount).toBe('210.00');
  });
});
