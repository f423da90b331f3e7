import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DISCOUNT_POLICY_FORMAT } from '../domain/discount-policy.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';

describeOnEachEngine('the discount policy of a tenant', (engine) => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['seat'] });
    await bench.publish(priceListDocument([unitPrice('seat', '10')]));
  });
  afterAll(() => bench.close());

  const publish = (abovePercent: string, maxPercent: string) =>
    bench.pricing.commands.publishRuleSet(actor, {
      kind: 'discountPolicy',
      document: {
        format: DISCOUNT_POLICY_FORMAT,
        rules: [{ id: 'sales', roles: ['sales'], maxPercent, thresholds: [{ abovePercent, level: 2 }] }],
      },
    });
  /** What a line without a discount and one with this discount need. */
  const signals = (percent: string, roles = ['sales']) =>
    bench.db.withTenant(actor.tenant, 'read', async (tx) => {
      const line = { offeringId: 'seat', quantity: '1' };
      const given = { adjustment: { type: 'percent', value: `-${percent}` }, reason: 'asked' } as const;
      const priced = await bench.pricing.api.price(tx, {
        lines: [
          { id: 'plain', ...line },
          { id: 'given', ...line, manualAdjustments: [given] },
        ],
      });
      return bench.pricing.api.discountSignals(tx, roles, priced);
    });
  const signal = { code: 'DISCOUNT_ABOVE_THRESHOLD', lineId: 'given', chargeId: 'fee' };

  it('raises a signal for every discount as long as it says nothing', async () => {
    expect(await signals('1')).toEqual([
      { ...signal, level: 1, percent: '1', ruleId: 'default', policyVersion: null },
    ]);
  });

  it('says from its publication on which level must approve, and what nobody may give', async () => {
    await publish('15', '40');
    expect(await signals('15')).toEqual([]);
    expect(await signals('16')).toEqual([
      { ...signal, level: 2, percent: '16', ruleId: 'sales', policyVersion: 1 },
    ]);
    await expect(signals('41')).rejects.toMatchObject({
      code: 'DISCOUNT_NOT_ALLOWED',
      kind: 'unprocessable',
      details: { errors: [{ pointer: '/lines/1/manualAdjustments', code: 'DISCOUNT_NOT_ALLOWED' }] },
    });
  });

  it('asks for an approval of what somebody gives for whom it has no rule', async () => {
    expect(await signals('41', ['partner'])).toMatchObject([{ level: 1, ruleId: 'default' }]);
  });

  it('holds as it is today', async () => {
    await publish('5', '10');
    expect(await signals('6')).toMatchObject([{ level: 2, policyVersion: 2 }]);
    await expect(signals('15')).rejects.toMatchObject({ code: 'DISCOUNT_NOT_ALLOWED' });
  });
});
