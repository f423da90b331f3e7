import { MemoryEngine } from '@quotewright/acceleration/memory';
import { canonicalJson, tenantId } from '@quotewright/kernel';
import { type DomainEvent, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { committedEvent, countingConnections } from '@quotewright/tenancy/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { priceListPublished, ruleSetChanged } from '../domain/events.ts';
import type { OfferingPrices } from '../domain/price-index.ts';
import type { PricedQuote } from '../domain/price-request.ts';
import type { PricingModule } from '../module.ts';
import { type OpenCopies, openCopies } from '../testing/open-copies.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, BUSINESS_ACCOUNT, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import { pgPriceIndex } from './price-index.pg.ts';
import { activeListCategory, priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';
import {
  activeSetCategories,
  automaticPromotionsCategory,
  discountPolicyCategory,
} from './rule-set-categories.ts';

const globex = { ...actor, tenant: tenantId('globex') };
/** More than are compared in one go. */
const MANY = Array.from({ length: 205 }, (_, at) => `offering-${at}`);
const HASH = '0'.repeat(64);

interface Asked {
  readonly by?: typeof actor;
  readonly access?: 'read' | 'write';
  readonly account?: boolean;
  readonly promotionCodes?: readonly string[];
}

describeOnEachEngine('prices from copies', (engine) => {
  let bench: Workbench;
  let copies: readonly [OpenCopies, OpenCopies];
  let counting: ReturnType<typeof countingConnections>;
  let here: PricingModule;
  let there: PricingModule;
  /** Drops nothing when it publishes. */
  let silent: PricingModule;
  beforeAll(async () => {
    const store = new MemoryEngine();
    copies = [await openCopies(store), await openCopies(store)];
    bench = await openWorkbench(engine, { offerings: ['seat', 'unpriced', ...MANY] });
    counting = countingConnections(bench.db);
    here = bench.nodeWith(copies[0].caches, counting.counted);
    there = bench.nodeWith(copies[1].caches);
    silent = bench.pricing;
  });
  afterAll(async () => {
    await bench.close();
    await Promise.all(copies.map((one) => one.close()));
  });

  const inTx = <T>(access: 'read' | 'write', work: (tx: Tx) => Promise<T>, by = actor) =>
    bench.db.withTenant(by.tenant, access, work);
  const seat = { lines: [{ id: '1', offeringId: 'seat', quantity: '1' }] };
  async function publish(node: PricingModule, currency: string, amount: string, by = actor) {
    const priceListId = `list-${currency.toLowerCase()}`;
    const document = priceListDocument([unitPrice('seat', amount)], { id: priceListId, currency });
    await node.commands.importPriceList(by, { priceListId, document });
    return (await node.commands.publishPriceList(by, { priceListId })).version;
  }
  const price = (
    node: PricingModule,
    currency: string,
    { by = actor, access = 'read', account = false, promotionCodes = [] }: Asked = {},
  ) =>
    inTx(
      access,
      (tx) =>
        node.api.price(tx, {
          ...seat,
          currency,
          promotionCodes,
          ...(account && { accountId: BUSINESS_ACCOUNT.id }),
        }),
      by,
    );
  const amountOf = ({ result }: PricedQuote) => result.totals.recurring[0]?.amount.amount;
  const amount = async (...asked: Parameters<typeof price>) => amountOf(await price(...asked));
  const hear = async (node: PricingModule, event: DomainEvent) => {
    const committed = committedEvent(actor.tenant, event);
    const [consumer] = node.consumers ?? [];
    if (consumer === undefined || !('apply' in consumer)) throw new Error('nobody hears of publications');
    await consumer.apply([committed, committed]);
  };
  const published = (currency: string, version: number) => {
    const priceListId = `list-${currency.toLowerCase()}`;
    const fact = { priceListId, version, currency, contentHash: HASH, priceCount: 1 };
    return eventOf(priceListPublished, priceListId, fact);
  };
  const percentOff = (value: string) => {
    const { code: _, ...automatic } = aPromotion({ id: 'spring', adjustment: { type: 'percent', value } });
    return { kind: 'promotions' as const, document: promotionsDocument(automatic) };
  };

  it('a version is priced by at once where it was published, and soon everywhere', async () => {
    await publish(here, 'USD', '10');
    for (const node of [here, there]) expect(await amount(node, 'USD')).toBe('10.00');
    await publish(here, 'USD', '20');
    expect(await amount(here, 'USD')).toBe('20.00');
    await expect.poll(() => amount(there, 'USD')).toBe('20.00');
  });

  it('a version has its copies ready before anybody reads it', async () => {
    await publish(here, 'AUD', '10');
    await publish(here, 'AUD', '20');
    const { cache } = copies[0].caches;
    const version = 2;
    for (const [category, parts] of [
      [priceIndexCategory, { version, priceListId: 'list-aud', offeringId: 'seat' }],
      [priceRulesCategory, { version, priceListId: 'list-aud' }],
    ] as const) {
      const key = cache(category as typeof priceIndexCategory).key('acme', parts as never);
      expect((await cache(category as typeof priceIndexCategory).stored(key)).outcome).toBe('copy');
    }
    expect(await amount(here, 'AUD')).toBe('20.00');
  });

  it('a version that another process published is seen when its event arrives', async () => {
    await publish(silent, 'EUR', '10');
    expect(await amount(here, 'EUR')).toBe('10.00');
    const version = await publish(silent, 'EUR', '20');
    expect(await amount(here, 'EUR')).toBe('10.00');
    await hear(here, published('EUR', version));
    expect(await amount(here, 'EUR')).toBe('20.00');
  });

  it('a command is priced by the tables, whatever a copy says', async () => {
    await publish(silent, 'GBP', '10');
    expect(await amount(here, 'GBP')).toBe('10.00');
    const version = await publish(silent, 'GBP', '20');
    expect(await amount(here, 'GBP')).toBe('10.00');
    expect(await amount(here, 'GBP', { access: 'write' })).toBe('20.00');
    await hear(here, published('GBP', version));
  });

  it('a copy that somebody has forged misleads a simulation at most, never a command', async () => {
    const version = await publish(here, 'JPY', '1000');
    const { caches } = copies[0];
    const key = caches
      .cache(priceIndexCategory)
      .key('acme', { version, priceListId: 'list-jpy', offeringId: 'seat' });
    const list = { id: 'list-jpy', version };
    const { prices } = await inTx('read', (tx) => pgPriceIndex.read(tx, list, ['seat']));
    const forged = JSON.parse(canonicalJson(prices.get('seat')).replace('"1000"', '"1"')) as OfferingPrices;
    await caches.invalidate([key]);
    // What is loaded while the invalidation is on its way is not kept.
    for (let tries = 0; tries < 20 && !caches.cache(priceIndexCategory).peek(key); tries += 1) {
      await caches.cache(priceIndexCategory).get(key, async () => forged);
    }
    expect(await amount(here, 'JPY')).toBe('1');
    expect(await amount(here, 'JPY', { access: 'write' })).toBe('1000');
    await caches.invalidate([key]);
    expect(await amount(here, 'JPY')).toBe('1000');
  });

  it('an old price is derived from its own rows, byte by byte', async () => {
    await publish(here, 'CHF', '0.000000000001');
    const old = await price(here, 'CHF');
    await publish(here, 'CHF', '20');
    expect(await amount(here, 'CHF')).toBe('20.00');
    for (const node of [here, there, silent]) {
      const derived = await inTx('read', (tx) => node.api.derive(tx, old.input));
      expect(canonicalJson(derived)).toBe(canonicalJson(old));
    }
  });

  it('takes no connection once everything is in memory, also for what has no price', async () => {
    await publish(here, 'SEK', '10');
    const ask = (offeringId: string) =>
      counting.counted.withTenant(actor.tenant, 'read', (tx) =>
        here.api.price(tx, { lines: [{ id: '1', offeringId, quantity: '1' }], currency: 'SEK' }),
      );
    const refused = { details: { errors: [{ pointer: '/lines/0/offeringId' }] } };
    for (let round = 1; round <= 2; round++) {
      await ask('seat');
      await expect(ask('unpriced')).rejects.toMatchObject(refused);
    }
    const before = counting.connections();
    await ask('seat');
    await expect(ask('unpriced')).rejects.toMatchObject(refused);
    expect(counting.connections()).toBe(before);
  });

  it('promotions count at once where they were published, and elsewhere with their event', async () => {
    await publish(here, 'NOK', '10');
    for (const node of [here, there]) expect(await amount(node, 'NOK')).toBe('10.00');
    const first = await here.commands.publishRuleSet(actor, percentOff('-50'));
    expect(await amount(here, 'NOK')).toBe('5.00');
    await expect.poll(() => amount(there, 'NOK')).toBe('5.00');
    const old = await price(there, 'NOK');
    const { version } = await silent.commands.publishRuleSet(actor, percentOff('-10'));
    expect(version).toBe(first.version + 1);
    expect(await amount(here, 'NOK')).toBe('5.00');
    const said = { version, contentHash: HASH, itemCount: 1 };
    await hear(here, eventOf(ruleSetChanged.promotions, actor.tenant, said));
    expect(await amount(here, 'NOK')).toBe('9.00');
    const derived = await inTx('read', (tx) => here.api.derive(tx, old.input));
    expect(canonicalJson(derived)).toBe(canonicalJson(old));
  });

  it('contract prices are never copied: whoever published them, the next price has them', async () => {
    await publish(here, 'DKK', '10');
    const agree = (agreed: string) =>
      silent.commands.publishRuleSet(actor, {
        kind: 'contractPrices',
        subject: BUSINESS_ACCOUNT.id,
        document: {
          format: 'quotewright/contract-prices@1',
          prices: [
            {
              id: 'agreed',
              offeringId: 'seat',
              chargeId: 'fee',
              currency: 'DKK',
              model: 'flat',
              amount: agreed,
            },
          ],
        },
      });
    const listOf = async (account: boolean) => {
      const { result } = await price(here, 'DKK', { account });
      return result.lines[0]?.charges[0]?.unitPrice.amount;
    };
    for (const agreed of ['7.00', '6.00', '5.00']) {
      await agree(agreed);
      expect(await listOf(true)).toBe(agreed);
    }
    expect(await listOf(false)).toBe('10.00');
    expect(copiedCategories().join()).not.toContain('contract');
  });

  it('a list of another tenant with the same name and version is another one', async () => {
    expect(await publish(here, 'PLN', '10')).toBe(1);
    expect(await publish(here, 'PLN', '99', globex)).toBe(1);
    expect(await amount(here, 'PLN', { by: globex })).toBe('99.00');
  });

  it('garbage in the store is a miss', async () => {
    const version = await publish(here, 'CZK', '10');
    const key = copies[1].caches
      .cache(priceIndexCategory)
      .key('acme', { version, priceListId: 'list-czk', offeringId: 'seat' });
    const { unitPrice: before } = (await price(silent, 'CZK')).result.lines[0]?.charges[0] ?? {};
    await copies[0].putGarbage(key);
    const { unitPrice: after } = (await price(there, 'CZK')).result.lines[0]?.charges[0] ?? {};
    expect(after).toEqual(before);
    expect((await copies[1].caches.cache(priceIndexCategory).stored(key)).outcome).toBe('copy');
  });

  it('finds each copy in the store as the tables have it, and the one that is not', async () => {
    await here.commands.publishRuleSet(actor, {
      kind: 'discountPolicy',
      document: { format: 'quotewright/discount-policy@1', rules: [] },
    });
    const limited = aPromotion({ id: 'limited', limits: { redemptions: 5 } });
    await here.commands.publishRuleSet(actor, {
      kind: 'promotions',
      document: promotionsDocument(limited),
    });
    await publish(here, 'HUF', '10');
    for (let read = 1; read <= 2; read++) await price(here, 'HUF', { promotionCodes: ['limited'] });
    const found = await comparedCopies();
    // Results are not looked for: their keys are hashes of what people have asked.
    expect(found.same).toEqual(copiedCategories().filter((name) => !name.endsWith('result')));
    expect(found.different).toEqual([]);
    const version = await publish(silent, 'HUF', '20');
    const pointer = copies[0].caches.cache(activeListCategory).key('acme', { currency: 'HUF' });
    expect((await comparedCopies()).different).toEqual([pointer.data]);
    await hear(here, published('HUF', version));
    expect((await comparedCopies()).different).toEqual([]);
  });

  it('finds the copies of a long list in several goes, each once', async () => {
    const list = { id: 'list-isk', currency: 'ISK' };
    await bench.publish(
      priceListDocument(
        MANY.map((id) => unitPrice(id, '10')),
        list,
      ),
    );
    const prices = here.caches?.find(({ category }) => category.name === priceIndexCategory.name);
    const keys: string[] = [];
    let goes = 0;
    let after: string | undefined;
    do {
      const place = after;
      const batch = await inTx('read', async (tx) => prices?.copies(tx, place));
      keys.push(...(batch?.copies ?? []).map(({ key }) => key.data));
      after = batch?.after;
      goes += 1;
    } while (after !== undefined);
    const ofList = keys.filter((key) => key.includes(':price-index:v1:list-isk:'));
    expect(goes).toBeGreaterThan(1);
    // Also of what the list does not price.
    expect(new Set(ofList).size).toBe(MANY.length + 2);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('answers from the tables when the store answers nothing', async () => {
    const alone = await openCopies(new MemoryEngine());
    const node = bench.nodeWith(alone.caches);
    await publish(silent, 'RON', '10');
    await alone.breakStore();
    const first = await price(node, 'RON');
    expect(canonicalJson(first)).toBe(canonicalJson(await price(silent, 'RON')));
    await alone.close();
  });

  it('hears of every event that makes a copy wrong', () => {
    const [consumer] = here.consumers ?? [];
    const wrongBy = (here.caches ?? []).flatMap(({ category: { invalidation } }) =>
      typeof invalidation === 'object' ? invalidation.events : [],
    );
    expect([...new Set(wrongBy)].sort()).toEqual([...(consumer?.events ?? [])].sort());
  });

  it('has keys of tenant, list and version', () => {
    const { caches } = copies[0];
    const keys = [
      caches.cache(activeListCategory).key('acme', { currency: 'USD' }),
      caches.cache(priceIndexCategory).key('acme', { version: 19, priceListId: 'eu', offeringId: 'seat' }),
      caches.cache(priceRulesCategory).key('acme', { version: 19, priceListId: 'eu' }),
      caches.cache(activeSetCategories.promotions).key('acme', {}),
      caches.cache(automaticPromotionsCategory).key('acme', { version: 3 }),
      caches.cache(activeSetCategories.discountPolicy).key('acme', {}),
      caches.cache(discountPolicyCategory).key('acme', { version: 3 }),
    ];
    expect(keys.map(({ data }) => data)).toEqual([
      'test.i-1.1:cpq:pricing:acme:active-version:USD',
      'test.i-1.1:cpq:pricing:acme:price-index:v19:eu:seat',
      'test.i-1.1:cpq:pricing:acme:price-rules:v19:eu',
      'test.i-1.1:cpq:pricing:acme:promotions:active',
      'test.i-1.1:cpq:pricing:acme:promotions:v3',
      'test.i-1.1:cpq:pricing:acme:discount-policy:active',
      'test.i-1.1:cpq:pricing:acme:discount-policy:v3',
    ]);
  });

  async function comparedCopies() {
    const same = new Set<string>();
    const different: string[] = [];
    for (const { category, copies: copiesOf } of here.caches ?? []) {
      let after: string | undefined;
      do {
        const place = after;
        const batch = await inTx('read', (tx) => copiesOf(tx, place));
        for (const { key, contentHash } of batch.copies) {
          const stored = await copies[0].caches.cache(category).stored(key);
          if (stored.outcome !== 'copy') continue;
          if (stored.contentHash === contentHash) same.add(category.name);
          else different.push(key.data);
        }
        after = batch.after;
      } while (after !== undefined);
    }
    return { same: [...same].sort(), different };
  }

  const copiedCategories = () => (here.caches ?? []).map(({ category }) => category.name).sort();
});
