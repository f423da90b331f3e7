import { decimal, newUuid } from '@quotewright/kernel';
import { eventOf } from '@quotewright/platform/messaging';
import { queries } from '@quotewright/platform/postgres';
import { type AppendedEvent, describeOnEachEngine, eventFaults } from '@quotewright/platform/testing';
import { committedEvent } from '@quotewright/tenancy/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import type { PromotionRedemption } from '../api.ts';
import { redeemPromotions } from '../application/redeem-promotions.ts';
import { pricingEvents, promotionUsageChanged } from '../domain/events.ts';
import type { Promotion } from '../domain/promotion.ts';
import { unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { factsOf, resultOf } from '../testing/pricing-facts.ts';
import { actor } from '../testing/pricing-workbench.ts';
import { aPromotion } from '../testing/promotion-documents.ts';
import { openPromotionNodes, type PromotionNodes } from '../testing/promotion-nodes.ts';
import { pgPromotionRedemptions } from './promotion-redemptions.pg.ts';
import { promotionUsageCategory } from './rule-set-categories.ts';
import { pgRuleSets } from './rule-sets.pg.ts';

type UsageChanged = z.output<typeof promotionUsageChanged.data>;

describeOnEachEngine('the counters of promotions from copies', (engine) => {
  let nodes: PromotionNodes;
  let here: PromotionNodes['here'];
  let there: PromotionNodes['there'];
  let version: number;
  beforeAll(async () => {
    nodes = await openPromotionNodes(engine);
    ({ here, there } = nodes);
    version = await nodes.publish(
      aPromotion({ id: 'once', limits: { redemptions: 1 } }),
      aPromotion({ id: 'budget', currency: 'USD', limits: { budget: '15' } }),
      aPromotion({ id: 'mine', limits: { redemptionsPerAccount: 1 } }),
      aPromotion({ id: 'untouched', limits: { redemptions: 1 } }),
    );
  });
  afterAll(() => nodes.close());

  /** On a node that drops nothing and tells nobody. */
  const redeemSilently = redeemPromotions({ ruleSets: pgRuleSets, redemptions: pgPromotionRedemptions });

  async function promotionsOf(...promotionCodes: readonly string[]): Promise<readonly Promotion[]> {
    const pinned = { accountId: null, contractPrices: null, promotions: version, promotionCodes };
    const { promotions } = await nodes.inTx('read', (tx) => pgRuleSets.pinned(tx, pinned));
    return promotions?.content.promotions ?? [];
  }
  /** A price of 100.00 of which the promotion takes a tenth off. */
  async function redemption(code: string): Promise<PromotionRedemption> {
    const promotions = await promotionsOf(code);
    const input = aPriceInput({
      account: newUuid(),
      promotionSetVersion: version,
      promotionCodes: [code],
      lines: [aPriceInputLine({ offeringId: 'seat' })],
    });
    const set = { format: 'quotewright/promotions@1', promotions } as const;
    const result = resultOf(input, factsOf([unitPrice('seat', '100')], { promotions: set }));
    return { quoteId: newUuid(), revision: 1, priced: { input, result } };
  }
  async function isExhausted(
    { usage }: PromotionNodes['here'],
    code: string,
    accountId: string | null = null,
  ): Promise<boolean> {
    const promotions = await promotionsOf(code);
    return (await nodes.inTx('read', (tx) => usage.exhausted(tx, promotions, accountId))).size > 0;
  }
  async function eventsOf(promotionId: string): Promise<readonly UsageChanged[]> {
    const rows = await nodes.inTx('read', (tx) =>
      queries<{ 'platform.outbox': AppendedEvent & { id: number; aggregate_id: string } }>(tx)
        .selectFrom('platform.outbox')
        .select(['type', 'schema_version', 'aggregate_type', 'data'])
        .where('aggregate_type', '=', 'promotion')
        .where('aggregate_id', '=', promotionId)
        .orderBy('id')
        .execute(),
    );
    expect(eventFaults(pricingEvents, rows)).toEqual([]);
    return rows.map(({ data }) => data as UsageChanged);
  }

  it('are read once for all that a price asks about, and then no more, also of those that nobody has taken', async () => {
    const limited = await promotionsOf('ONCE', 'BUDGET');
    const ask = () => nodes.inTx('read', (tx) => here.usage.exhausted(tx, limited, null));
    expect(await nodes.connectionsOf(ask)).toBe(1);
    expect(await nodes.connectionsOf(ask)).toBe(0);
    expect(await ask()).toEqual(new Set());
  });

  it('are seen at once where a promotion ran out or was given back, and soon elsewhere', async () => {
    for (const node of [here, there]) expect(await isExhausted(node, 'ONCE')).toBe(false);
    const taken = await redemption('ONCE');
    await nodes.inTx('write', (tx) => here.redeem(tx, taken));
    expect(await isExhausted(here, 'ONCE')).toBe(true);
    await expect.poll(() => isExhausted(there, 'ONCE')).toBe(true);
    await nodes.inTx('write', (tx) => there.release(tx, taken));
    expect(await isExhausted(there, 'ONCE')).toBe(false);
    await expect.poll(() => isExhausted(here, 'ONCE')).toBe(false);
  });

  it('have an epoch that every redemption and every release raises, and an event for each', async () => {
    const before = await eventsOf('once');
    const next = (before.at(-1)?.epoch ?? 0) + 1;
    const taken = await redemption('ONCE');
    for (let acceptance = 1; acceptance <= 2; acceptance++) {
      await nodes.inTx('write', (tx) => here.redeem(tx, taken));
    }
    for (let cancellation = 1; cancellation <= 2; cancellation++) {
      await nodes.inTx('write', (tx) => here.release(tx, taken));
    }
    expect((await eventsOf('once')).slice(before.length)).toEqual([
      { promotionId: 'once', epoch: next, redemptions: 1 },
      { promotionId: 'once', epoch: next + 1, redemptions: 0 },
    ]);
  });

  it('that another process has moved count for a command at once, and for reads when the event arrives', async () => {
    const [promotion] = (await promotionsOf('BUDGET')) as readonly [Promotion];
    const isOverspent = async (access: 'read' | 'write') => {
      const used = [{ promotion, discount: decimal('10') }];
      return (await nodes.inTx(access, (tx) => here.usage.overspent(tx, used))).size > 0;
    };
    expect(await isOverspent('read')).toBe(false);
    const taken = await redemption('BUDGET');
    await nodes.inTx('write', (tx) => redeemSilently(tx, taken));
    expect(await isOverspent('read')).toBe(false);
    expect(await isOverspent('write')).toBe(true);
    const [said] = (await eventsOf('budget')) as readonly [UsageChanged];
    await here.consumer.apply([committedEvent(actor.tenant, eventOf(promotionUsageChanged, 'budget', said))]);
    expect(await isOverspent('read')).toBe(true);
  });

  it('of one account are never copied', async () => {
    const taken = await redemption('MINE');
    const { account } = taken.priced.input;
    expect(await isExhausted(here, 'MINE', account)).toBe(false);
    await nodes.inTx('write', (tx) => redeemSilently(tx, taken));
    expect(await isExhausted(here, 'MINE', account)).toBe(true);
    expect(await isExhausted(here, 'MINE', newUuid())).toBe(false);
    expect(await isExhausted(here, 'MINE')).toBe(false);
  });

  it('have keys of tenant and promotion', () => {
    const key = here.caches.cache(promotionUsageCategory).key('acme', { promotionId: 'once' });
    expect(key.data).toBe('test.i-1.1:cpq:pricing:acme:promotion-budget:once');
  });

  it('are reconciled: what somebody has changed by hand is found', async () => {
    await isExhausted(here, 'UNTOUCHED');
    const found = async () => (await nodes.reconciled()).filter(([key]) => key.endsWith(':untouched'));
    expect(await found()).toEqual([]);
    await nodes.bench.db.asOwner((owner) =>
      owner.script(`
        insert into pricing.promotion_usage (tenant_id, promotion_id, redemptions)
        values ('acme', 'untouched', 1)`),
    );
    expect(await found()).toEqual([['promotion-budget:untouched', 'differs']]);
  });
});
