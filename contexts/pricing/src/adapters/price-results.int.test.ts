import { randomBytes } from 'node:crypto';
import { canonicalJson, newUuid, tenantId } from '@quotewright/kernel';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { countingConnections } from '@quotewright/tenancy/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PriceRequest, SimulatedPrice } from '../domain/price-request.ts';
import type { PricedCharge } from '../domain/price-result.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { openPriceNodes, type PriceNode, type PriceNodes } from '../testing/price-nodes.ts';
import { actor, BUSINESS_ACCOUNT } from '../testing/pricing-workbench.ts';
import { aPromotion, type PromotionEntry, promotionsDocument } from '../testing/promotion-documents.ts';
import { anOffering } from '../testing/upstream.ts';
import { chargesInMemory } from './charge-memo.memory.ts';

const MANY = Array.from({ length: 400 }, (_, at) => `offering-${at}`);
const REASON = 'a very old friend of the family';

describeOnEachEngine('prices of inputs from copies', (engine) => {
  let nodes: PriceNodes;
  let here: PriceNode;
  let there: PriceNode;
  let counting: ReturnType<typeof countingConnections>;
  let questions = 0;
  beforeAll(async () => {
    nodes = await openPriceNodes(engine, { offerings: ['seat', 'unpriced', ...MANY] });
    counting = countingConnections(nodes.bench.db);
    await nodes.bench.publish(listOf('100'));
  });
  afterAll(() => nodes.close());
  beforeEach(async () => {
    here = await nodes.open(counting.counted);
    there = await nodes.open();
  });

  const listOf = (amount: string) => priceListDocument(['seat', ...MANY].map((id) => unitPrice(id, amount)));
  /** One that nobody has asked. */
  function question(more: Partial<PriceRequest> = {}, line: object = {}): PriceRequest {
    questions += 1;
    return { lines: [{ id: '1', offeringId: 'seat', quantity: `${questions}`, ...line }], ...more };
  }
  const given = (reason = REASON) => ({
    manualAdjustments: [{ adjustment: { type: 'percent', value: '-12.5' } as const, reason }],
  });
  const priceOf = ({ source: _s, computedAt: _c, copyKey: _k, ...price }: SimulatedPrice) =>
    canonicalJson(price);
  const amountOf = ({ result }: SimulatedPrice) => result.totals.recurring[0]?.amount.amount;
  const promote = (...promotions: readonly PromotionEntry[]) =>
    here.pricing.commands.publishRuleSet(actor, {
      kind: 'promotions',
      document: promotionsDocument(...promotions),
    });

  it('a price that was asked before is a copy of the same bytes, on every node, and takes no connection', async () => {
    const asked = question();
    const first = await here.ask(asked);
    expect(first.source).toBe('computed');
    await here.ask(asked);
    const before = counting.connections();
    const again = await here.ask(asked);
    const elsewhere = await there.ask(asked);
    expect(counting.connections()).toBe(before);
    for (const price of [again, elsewhere]) {
      expect(price).toMatchObject({ source: 'copy', computedAt: first.computedAt, copyKey: first.copyKey });
      expect(priceOf(price)).toBe(priceOf(first));
    }
    expect(first.copyKey).toBe(
      `cpq:pricing:acme:result:v${first.input.catalogVersion}.p${first.input.priceLists[0]?.version}:${first.inputHash}`,
    );
  });

  it('says the same as prices without copies', async () => {
    const silent = await nodes.bench.pricing.api.simulate(
      (work) => nodes.bench.db.withTenant(actor.tenant, 'read', work),
      question(),
    );
    const asked = { lines: [{ id: '1', offeringId: 'seat', quantity: `${questions}` }] };
    if (silent === 'busy') throw new Error('busy');
    expect(silent.source).toBe('computed');
    expect(silent).not.toHaveProperty('copyKey');
    for (const node of [here, here, there]) expect(priceOf(await node.ask(asked))).toBe(priceOf(silent));
  });

  it('is computed once when 100 callers of two nodes ask for it together', async () => {
    const asked = question();
    const callers = Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? here : there).ask(asked));
    const prices = await Promise.all(callers);
    expect(new Set(prices.map(priceOf)).size).toBe(1);
    expect(here.computations('loaded') + there.computations('loaded')).toBe(1);
  });

  it('fails once for all who wait, and is asked anew by the next', async () => {
    const asked = question({}, { offeringId: 'unpriced' });
    const refused = { details: { errors: [{ pointer: '/lines/0/offeringId' }] } };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => here.ask(asked)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: refused });
    }
    expect(here.computations('failed')).toBe(1);
    await expect(here.ask(asked)).rejects.toMatchObject(refused);
    expect(here.computations('failed')).toBe(2);
    expect(here.computations('loaded')).toBe(0);
  });

  it('has another key for whatever it depends on', async () => {
    const line = { id: '1', offeringId: 'seat', quantity: '2' };
    const requests: readonly PriceRequest[] = [
      { lines: [line] },
      { lines: [{ ...line, id: '2' }] },
      { lines: [{ ...line, quantity: '3' }] },
      { lines: [{ ...line, offeringId: 'offering-1' }] },
      { lines: [{ ...line, termMonths: 24 }] },
      { lines: [line], market: 'US' },
      { lines: [line], channel: 'partner' },
      { lines: [line], effectiveDate: '2026-04-01' },
      { lines: [line], partner: 'p-1' },
      { lines: [line], place: 'berlin' },
      { lines: [line], accountId: BUSINESS_ACCOUNT.id },
      { lines: [line, { ...line, id: '2' }] },
    ];
    const keys: (string | undefined)[] = [];
    for (const request of requests) keys.push((await here.ask(request)).copyKey);
    nodes.bench.configure({ roundingDecimals: { USD: 1 } });
    keys.push((await here.ask({ lines: [line] })).copyKey);
    nodes.bench.configure({ roundingDecimals: {} });
    expect(new Set(keys).size).toBe(requests.length + 1);
    expect(keys).not.toContain(undefined);
    // Written in another way it is the same question.
    const same = await here.ask({ lines: [{ ...line, quantity: '2.0' }], market: 'EU', channel: 'direct' });
    expect(same.input.lines[0]?.quantity).toBe('2');
  });

  it('is nobody else’s: a tenant whose every id is the same has a key and a price of its own', async () => {
    const globex = tenantId('globex');
    await nodes.bench.publish(priceListDocument([unitPrice('seat', '1')]), { ...actor, tenant: globex });
    const asked = question();
    const ours = await here.ask(asked);
    const theirs = await here.ask(asked, {}, globex);
    expect(theirs.copyKey).toContain(':globex:');
    expect(theirs.inputHash).not.toBe(ours.inputHash);
    expect(amountOf(theirs)).not.toBe(amountOf(ours));
  });

  it('is sealed where it is nobody’s secret', async () => {
    const price = await here.ask(question());
    const bytes = await nodes.stored(price.copyKey);
    expect(bytes.readUInt8(5)).toBe(1);
    expect(bytes.includes(price.priceHash)).toBe(true);
  });

  it('is not read in the store where somebody gave a discount, and does not show who or why', async () => {
    const asked = question({}, given());
    const price = await here.ask(asked);
    expect(canonicalJson(price.result)).toContain(REASON);
    const bytes = await nodes.stored(price.copyKey);
    expect(bytes.readUInt8(5)).toBe(2);
    const amount = amountOf(price) as string;
    for (const secret of [REASON, amount, price.priceHash, '12.5', 'totals'])
      expect(bytes.includes(secret), secret).toBe(false);
    expect(await there.ask(asked)).toMatchObject({ source: 'copy', priceHash: price.priceHash });
    expect(price.copyKey).toContain(':confidential-result:');
    expect(price.copyKey).not.toContain(REASON);
  });

  it('is not read in the store where an account has contract prices', async () => {
    await nodes.bench.pricing.commands.publishRuleSet(actor, {
      kind: 'contractPrices',
      subject: BUSINESS_ACCOUNT.id,
      document: {
        format: 'quotewright/contract-prices@1',
        prices: [
          {
            id: 'agreed',
            offeringId: 'seat',
            chargeId: 'fee',
            currency: 'USD',
            model: 'flat',
            amount: '61.37',
          },
        ],
      },
    });
    const price = await here.ask(question({ accountId: BUSINESS_ACCOUNT.id }));
    expect(canonicalJson(price.result)).toContain('61.37');
    const bytes = await nodes.stored(price.copyKey);
    expect(bytes.readUInt8(5)).toBe(2);
    for (const secret of ['61.37', 'agreed', amountOf(price) as string])
      expect(bytes.includes(secret), secret).toBe(false);
  });

  it('is answered and not kept where it is larger than an entry may be', async () => {
    // Noise does not compress.
    const adjustments = () =>
      [1, 2, 3].flatMap(() => given(randomBytes(140).toString('base64url')).manualAdjustments);
    const lines = MANY.slice(0, 250).map((offeringId, at) => ({
      id: `${at}`,
      offeringId,
      quantity: '2',
      manualAdjustments: adjustments(),
    }));
    for (const read of [1, 2]) {
      expect((await here.ask({ lines })).source).toBe('computed');
      expect(here.computations('loaded')).toBe(read);
    }
    expect(here.oversize()).toBe(2);
  });

  it('has no copy where it has more lines than an entry would hold, and one up to there', async () => {
    const ofLines = (count: number): PriceRequest => ({
      lines: MANY.slice(0, count).map((offeringId, at) => ({ id: `${at}`, offeringId, quantity: '2' })),
    });
    const most = ofLines(300);
    expect((await here.ask(most)).source).toBe('computed');
    expect((await here.ask(most)).source).toBe('copy');
    const more = ofLines(301);
    const [first, second] = [await here.ask(more), await here.ask(more)];
    expect(second).toMatchObject({ source: 'computed', priceHash: first.priceHash });
    expect(second).not.toHaveProperty('copyKey');
    expect(here.computations('loaded')).toBe(1);
  });

  it('is computed when the store answers nothing', async () => {
    const asked = question();
    const alone = await nodes.open();
    await alone.breakStore();
    const price = await alone.ask(asked);
    expect(price.source).toBe('computed');
    expect(priceOf(await there.ask(asked))).toBe(priceOf(price));
  });

  it('is computed anew after a purge, and no charge of before is met again', async () => {
    const asked = question();
    const before = await here.ask(asked);
    const openMemo = chargesInMemory(() => here.caches.generation());
    const charge = before.result.lines[0]?.charges[0] as PricedCharge;
    const early = openMemo();
    early.set('it', charge);
    expect(openMemo().get('it')).toBe(charge);
    const generation = await nodes.purge(here);
    const after = await here.ask(asked);
    expect(after.source).toBe('computed');
    expect(priceOf(after)).toBe(priceOf(before));
    // Who began before may still leave what nobody meets.
    early.set('it', charge);
    expect(openMemo().get('it')).toBeUndefined();
    await expect.poll(() => there.caches.generation()).toBe(generation);
    expect((await there.ask(asked)).priceHash).toBe(before.priceHash);
  });

  it('is asked by copies of nobody while it is in quarantine', async () => {
    const asked = question();
    await here.ask(asked);
    await nodes.purge(here, 'quarantine');
    for (const node of [here, here]) expect((await node.ask(asked)).source).toBe('computed');
    await nodes.purge(here, 'release');
    await here.ask(asked);
    expect((await here.ask(asked)).source).toBe('copy');
  });

  it('is the new one after a publication; whoever names the old catalog version gets its price', async () => {
    const { bench } = nodes;
    const asked = question();
    const old = await here.ask(asked);
    const { catalogVersion } = old.input;
    bench.catalog.publish(['seat', 'unpriced', ...MANY].map((id) => anOffering({ id, name: `newer ${id}` })));
    const now = await here.ask(asked);
    expect(now.input.catalogVersion).toBe(catalogVersion + 1);
    expect(now.result.lines[0]?.name).toBe('newer seat');
    const explicit = await here.ask({ ...asked, catalogVersion });
    expect(explicit).toMatchObject({ source: 'copy', priceHash: old.priceHash });
    const { importPriceList, publishPriceList } = here.pricing.commands;
    const document = listOf('7');
    const priceListId = document.priceList.id;
    await importPriceList(actor, { priceListId, document });
    const { version } = await publishPriceList(actor, { priceListId });
    const cheaper = await here.ask(asked);
    expect(cheaper).toMatchObject({ source: 'computed', input: { priceLists: [{ version }] } });
    await expect.poll(() => there.ask(asked).then(priceOf)).toBe(priceOf(cheaper));
  });

  it('has a promotion until its budget has run out, and none afterwards', async () => {
    const asked = question({ accountId: BUSINESS_ACCOUNT.id });
    const full = await here.ask(asked);
    const budget = ((Number(amountOf(full)) / 10) * 1.5).toFixed(2);
    const { code: _, ...automatic } = aPromotion({ id: 'spring', currency: 'USD', limits: { budget } });
    await promote(automatic);
    const first = await here.ask(asked);
    expect(canonicalJson(first.result)).toContain('"ruleId":"spring"');
    expect(await here.ask(asked)).toMatchObject({ source: 'copy', priceHash: first.priceHash });
    await nodes.bench.db.withTenant(actor.tenant, 'write', (tx) =>
      here.pricing.api.redeemPromotions(tx, { quoteId: newUuid(), revision: 1, priced: first }),
    );
    for (const node of [here, there]) {
      await expect.poll(() => node.ask(asked)).toMatchObject({ input: { exhaustedPromotions: ['spring'] } });
      expect(amountOf(await node.ask(asked))).toBe(amountOf(full));
    }
    await promote();
  });

  it('is never of an older catalog than was asked for', async () => {
    const asked = question();
    const { input } = await here.ask(asked);
    await expect(here.ask(asked, { minCatalogVersion: input.catalogVersion + 1 })).rejects.toMatchObject({
      code: 'VERSION_NOT_PUBLISHED',
    });
    expect(await here.ask(asked, { minCatalogVersion: input.catalogVersion })).toMatchObject({
      source: 'copy',
    });
  });
});
