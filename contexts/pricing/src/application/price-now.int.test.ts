import { canonicalJson, newUuid } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PricedQuote, PriceRequest } from '../domain/price-request.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, BUSINESS_ACCOUNT, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import { anOffering } from '../testing/upstream.ts';

const SEAT = { lines: [{ id: '1', offeringId: 'seat', quantity: '1' }] };
const OURS = { ...SEAT, accountId: BUSINESS_ACCOUNT.id };

describeOnPostgres('the price of now', (engine) => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    await publishList('10');
  });
  afterEach(() => bench.close());

  const inTx = <T>(work: (tx: Tx) => Promise<T>) => bench.db.withTenant(actor.tenant, 'read', work);
  const price = (request: PriceRequest) => inTx((tx) => bench.pricing.api.price(tx, request));
  const amountOf = ({ result }: PricedQuote) => result.totals.recurring[0]?.amount.amount;
  const publishList = (amount: string) => bench.publish(priceListDocument([unitPrice('seat', amount)]));
  const agreed = (amount: string) => ({
    format: 'quotewright/contract-prices@1',
    prices: [{ id: 'agreed', offeringId: 'seat', chargeId: 'fee', currency: 'USD', model: 'flat', amount }],
  });
  const publishContract = (amount: string) =>
    bench.pricing.commands.publishRuleSet(actor, {
      kind: 'contractPrices',
      subject: BUSINESS_ACCOUNT.id,
      document: agreed(amount),
    });
  const publishPromotion = (value: string) => {
    const { code: _, ...automatic } = aPromotion({ id: 'spring', adjustment: { type: 'percent', value } });
    const document = promotionsDocument(automatic);
    return bench.pricing.commands.publishRuleSet(actor, { kind: 'promotions', document });
  };

  it('complaint: a price is stale after an update: the very next one is new, a pinned one stays', async () => {
    const steps: readonly (readonly [publish: () => Promise<unknown>, amount: string])[] = [
      [() => publishList('20'), '20.00'],
      [() => publishContract('16'), '16.00'],
      [() => publishPromotion('-50'), '8.00'],
      [() => publishContract('14'), '7.00'],
      [() => publishPromotion('-10'), '12.60'],
    ];
    const made = [await price(OURS)];
    for (const [publish, amount] of steps) {
      await publish();
      const next = await price(OURS);
      expect(amountOf(next)).toBe(amount);
      made.push(next);
      for (const old of made) {
        expect(canonicalJson(await inTx((tx) => bench.pricing.api.derive(tx, old.input)))).toBe(
          canonicalJson(old),
        );
      }
    }
  });

  it('is not made by a list whose rules are about offerings that nobody sells', async () => {
    const adjustments = [
      {
        id: 'typo',
        name: 'Typo',
        stage: 'term' as const,
        appliesTo: { offeringIds: ['seat', 'seet'] },
        adjustment: { type: 'percent' as const, value: '-5' },
      },
    ];
    const document = { ...priceListDocument([unitPrice('seat', '20')]), adjustments };
    await expect(bench.publish(document)).rejects.toMatchObject({
      code: 'PRICE_LIST_OFFERINGS_UNKNOWN',
      details: { errors: [{ pointer: '/adjustments/0/appliesTo/offeringIds/1', code: 'OFFERING_UNKNOWN' }] },
    });
    expect(amountOf(await price(SEAT))).toBe('10.00');
  });

  it('leaves out a promotion that has less left than it would take off, so that the quote can be accepted', async () => {
    const { code: _, ...automatic } = aPromotion({
      id: 'spring',
      currency: 'USD',
      adjustment: { type: 'percent', value: '-40' },
      limits: { budget: '9' },
    });
    const document = promotionsDocument(automatic);
    await bench.pricing.commands.publishRuleSet(actor, { kind: 'promotions', document });
    const accept = (priced: PricedQuote, quoteId: string) =>
      bench.db.withTenant(actor.tenant, 'write', (tx) =>
        bench.pricing.api.redeemPromotions(tx, { quoteId, revision: 1, priced }),
      );
    const amounts: (string | undefined)[] = [];
    for (const quoteId of [newUuid(), newUuid(), newUuid()]) {
      const priced = await price(SEAT);
      amounts.push(amountOf(priced));
      await accept(priced, quoteId);
    }
    expect(amounts).toEqual(['6.00', '6.00', '10.00']);
  });

  it('complaint: a price is stale after an update: what is not sold any more is refused at once', async () => {
    await price(OURS);
    bench.catalog.publish([anOffering({ id: 'seat', lifecycle: 'retired' })]);
    await expect(price(OURS)).rejects.toMatchObject({ code: 'OFFERING_NOT_ACTIVE' });
  });

  it("complaint: a wrong customer's price: what one account has agreed on is for nobody else", async () => {
    await publishContract('4');
    expect(amountOf(await price(OURS))).toBe('4.00');
    expect(amountOf(await price(SEAT))).toBe('10.00');
    expect(amountOf(await price(OURS))).toBe('4.00');
  });

  it('complaint: the earliest price list wins: the newest version counts, and another list never steps in', async () => {
    await publishList('20');
    expect(amountOf(await price(SEAT))).toBe('20.00');

    bench.catalog.publish(['seat', 'site'].map((id) => anOffering({ id })));
    const euro = { ...unitPrice('seat', '9'), validity: { until: '2026-04-01' } };
    await bench.publish(priceListDocument([euro], { id: 'standard-eur', currency: 'EUR' }));
    expect(amountOf(await price({ ...SEAT, currency: 'EUR' }))).toBe('9.00');

    const ended = { ...SEAT, currency: 'EUR', effectiveDate: '2026-04-01' };
    await expect(price(ended)).rejects.toMatchObject({ code: 'PRICE_MISSING' });
    const site = { ...SEAT, lines: [{ id: '1', offeringId: 'site', quantity: '1' }] };
    await expect(price(site)).rejects.toMatchObject({ code: 'PRICE_MISSING' });
  });
});
