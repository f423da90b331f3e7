import { MemoryEngine } from '@quotewright/acceleration/memory';
import { type ReconciledCopy, reconcileCopies } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PricingModule } from '../module.ts';
import { type OpenCopies, openCopies } from '../testing/open-copies.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import {
  activeListCategory,
  adjustmentsCategory,
  pricesCategory,
  ruleSetCategories,
} from './pricing-categories.ts';
import { pgRuleSets } from './rule-sets.pg.ts';

const SOME = Array.from({ length: 10 }, (_, at) => `offering-${at}`);

describeOnEachEngine('the reconciliation of prices', (engine) => {
  let bench: Workbench;
  let copies: readonly [OpenCopies, OpenCopies];
  let here: PricingModule;
  beforeAll(async () => {
    const store = new MemoryEngine();
    copies = [await openCopies(store), await openCopies(store)];
    bench = await openWorkbench(engine, { offerings: ['seat', ...SOME] });
    here = bench.nodeWith(copies[0].caches);
  });
  afterAll(async () => {
    await bench.close();
    await Promise.all(copies.map((one) => one.close()));
  });

  const inRead = <T>(work: (tx: Tx) => Promise<T>) => bench.db.withTenant(actor.tenant, 'read', work);
  /** What only somebody with the owner's password could do. */
  const asOwner = (statements: string) => bench.db.asOwner((owner) => owner.script(statements));
  async function publish(currency: string) {
    const priceListId = `list-${currency.toLowerCase()}`;
    const document = priceListDocument([unitPrice('seat', '10')], { id: priceListId, currency });
    await here.commands.importPriceList(actor, { priceListId, document });
    await here.commands.publishPriceList(actor, { priceListId });
  }
  const price = (currency: string) =>
    inRead((tx) => here.api.price(tx, { lines: [{ id: '1', offeringId: 'seat', quantity: '1' }], currency }));
  const publishPromotion = (value: string) => {
    const { code: _, ...automatic } = aPromotion({ id: 'spring', adjustment: { type: 'percent', value } });
    const document = promotionsDocument(automatic);
    return bench.pricing.commands.publishRuleSet(actor, { kind: 'promotions', document });
  };

  /** From another node than the one that serves, as the command line does. */
  async function reconciled() {
    const found: ReconciledCopy[] = [];
    await reconcileCopies(actor.tenant, {
      database: bench.db,
      caches: copies[1].caches,
      categories: here.caches ?? [],
      repair: false,
      onUnreadable: (category, cause) => {
        throw new Error(category, { cause });
      },
      onFound: (copy) => void found.push(copy),
    });
    return found;
  }

  it('finds what somebody has changed, added or deleted in the rows of a version, and in its document', async () => {
    const list = { id: 'list-mxn', currency: 'MXN' };
    const document = priceListDocument(
      SOME.slice(0, 4).map((id) => unitPrice(id, '10')),
      list,
    );
    await bench.publish({ ...document, adjustments: [] });
    const place = { version: 1, priceListId: list.id };
    const dataOf = (offeringId: string) =>
      copies[0].caches.cache(pricesCategory).key('acme', { ...place, offeringId }).data;
    const damagedOf = async () =>
      (await reconciled()).filter(
        ({ key, discrepancy }) => discrepancy === 'damaged' && key.data.includes('list-mxn'),
      );
    expect(await damagedOf()).toEqual([]);

    await asOwner(`
      update pricing.price_row set body = jsonb_set(body, '{amount}', '"1"')
      where price_list_id = 'list-mxn' and offering_id = 'offering-0'`);
    await asOwner(
      `delete from pricing.price_row where price_list_id = 'list-mxn' and offering_id = 'offering-1'`,
    );
    await asOwner(`
      insert into pricing.price_row (tenant_id, price_list_id, version, offering_id, position, price_id, body)
      select tenant_id, price_list_id, version, 'offering-9', 9, 'offering-9:fee',
        jsonb_set(body, '{offeringId}', '"offering-9"') from pricing.price_row where price_list_id = 'list-mxn' and offering_id = 'offering-2'`);
    expect((await damagedOf()).map(({ key }) => key.data).sort()).toEqual(
      ['offering-0', 'offering-1', 'offering-9'].map(dataOf),
    );

    await asOwner(`alter table pricing.price_list_version disable trigger ended_is_sealed`);
    await asOwner(`
      update pricing.price_list_version set document = decode('00', 'hex') where price_list_id = 'list-mxn'`);
    await asOwner(`alter table pricing.price_list_version enable trigger ended_is_sealed`);
    expect((await damagedOf()).map(({ category }) => category)).toEqual([adjustmentsCategory.name]);
    await asOwner(`delete from pricing.price_row where price_list_id = 'list-mxn'`);
  });

  it('keeps the copy that is as it was published while its row is not, and finds the one that hides a deletion', async () => {
    await publish('BRL');
    await price('BRL');
    const key = copies[0].caches
      .cache(pricesCategory)
      .key('acme', { version: 1, priceListId: 'list-brl', offeringId: 'seat' });
    const found = async () =>
      (await reconciled()).filter((one) => one.key.data === key.data).map(({ discrepancy }) => discrepancy);
    expect(await found()).toEqual([]);
    await asOwner(`delete from pricing.price_row where price_list_id = 'list-brl'`);
    expect(await found()).toEqual(['damaged']);
    await copies[0].caches.invalidate([key]);
    await price('BRL').catch(() => undefined);
    expect(await found()).toEqual(['damaged', 'differs']);
  });

  it('finds a rule set that somebody has changed or deleted', async () => {
    const { version } = await publishPromotion('-11');
    const key = copies[0].caches.cache(ruleSetCategories.promotions.content).key('acme', { version });
    const content = await inRead((tx) => pgRuleSets.active(tx, null));
    await copies[0].caches
      .cache(ruleSetCategories.promotions.content)
      .get(key, async () => content.promotions?.content as never);
    const found = async () =>
      (await reconciled()).filter((one) => one.key.data === key.data).map(({ discrepancy }) => discrepancy);
    expect(await found()).toEqual([]);
    await asOwner(`alter table pricing.rule_set_version disable trigger published_is_sealed`);
    await asOwner(`
      update pricing.rule_set_version set document = '{'
      where tenant_id = 'acme' and kind = 'promotions' and version = ${version}`);
    expect(await found()).toEqual(['damaged']);
    await asOwner(
      `alter table pricing.rule_set drop constraint rule_set_tenant_id_kind_subject_active_version_fkey`,
    );
    await asOwner(`
      delete from pricing.rule_set_version
      where tenant_id = 'acme' and kind = 'promotions' and version = ${version}`);
    expect(await found()).toEqual(['orphaned']);
    await publishPromotion('-12');
  });

  it('finds the pointer of a currency whose list has no active version any more', async () => {
    await publish('THB');
    await price('THB');
    const key = copies[0].caches.cache(activeListCategory).key('acme', { currency: 'THB' });
    await asOwner(`update pricing.price_list set active_version = null where currency = 'THB'`);
    const found = (await reconciled()).filter((one) => one.key.data === key.data);
    expect(found.map(({ discrepancy }) => discrepancy)).toEqual(['orphaned']);
  });
});
