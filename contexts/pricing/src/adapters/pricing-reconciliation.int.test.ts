import { MemoryEngine } from '@quotewright/acceleration/memory';
import { type ReconciledCopy, reconcileCopies } from '@quotewright/platform/cache';
import type { Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PromotionSet } from '../domain/promotion.ts';
import { placedPromotions } from '../domain/promotions-of-codes.ts';
import type { PricingModule } from '../module.ts';
import { type OpenCopies, openCopies } from '../testing/open-copies.ts';
import { priceListDocument, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { aPromotion, promotionsDocument } from '../testing/promotion-documents.ts';
import { activeListCategory, priceIndexCategory, priceRulesCategory } from './price-list-categories.ts';
import { automaticPromotionsCategory } from './rule-set-categories.ts';
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
  /** What was compiled never changes, whoever writes; but whoever owns the tables can take that away. */
  const unsealed = (statement: string) =>
    asOwner(`alter table pricing.price_index_entry disable trigger user;
      ${statement};
      alter table pricing.price_index_entry enable trigger user;`);
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

  it('finds what somebody has changed, added or deleted in the rows and the index of a version, and in its document', async () => {
    const list = { id: 'list-mxn', currency: 'MXN' };
    const document = priceListDocument(
      SOME.slice(0, 4).map((id) => unitPrice(id, '10')),
      list,
    );
    await bench.publish({ ...document, adjustments: [] });
    const place = { version: 1, priceListId: list.id };
    const dataOf = (offeringId: string) =>
      copies[0].caches.cache(priceIndexCategory).key('acme', { ...place, offeringId }).data;
    const rulesData = copies[0].caches.cache(priceRulesCategory).key('acme', place).data;
    const damagedOf = async () =>
      (await reconciled())
        .filter(({ key, discrepancy }) => discrepancy === 'damaged' && key.data.includes('list-mxn'))
        .map(({ key }) => key.data)
        .sort();
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
    const ofRows = ['offering-0', 'offering-1', 'offering-9'];
    expect(await damagedOf()).toEqual(ofRows.map(dataOf));

    // With the hash that belongs to it, as somebody would who knows what is looked at.
    await unsealed(`
      update pricing.price_index_entry set document = changed, content_hash = encode(sha256(changed), 'hex')
      from (select replace(convert_from(document, 'UTF8'), '"10"', '"1"')::bytea as changed
        from pricing.price_index_entry where price_list_id = 'list-mxn' and offering_id = 'offering-2') as forged
      where price_list_id = 'list-mxn' and offering_id = 'offering-2'`);
    await unsealed(
      `delete from pricing.price_index_entry where price_list_id = 'list-mxn' and offering_id = 'offering-3'`,
    );
    await unsealed(`
      insert into pricing.price_index_entry (tenant_id, price_list_id, version, offering_id, document, content_hash)
      select tenant_id, price_list_id, version, 'offering-8', document, content_hash
      from pricing.price_index_entry where price_list_id = 'list-mxn' and offering_id = 'offering-0'`);
    const all = [...ofRows, 'offering-2', 'offering-3', 'offering-8'].sort().map(dataOf);
    expect(await damagedOf()).toEqual(all);
    await unsealed(
      `delete from pricing.price_index_entry where price_list_id = 'list-mxn' and offering_id = ''`,
    );
    expect(await damagedOf()).toEqual([...all, rulesData]);

    await asOwner(`alter table pricing.price_list_version disable trigger ended_is_sealed`);
    await asOwner(`
      update pricing.price_list_version set document = decode('00', 'hex') where price_list_id = 'list-mxn'`);
    await asOwner(`alter table pricing.price_list_version enable trigger ended_is_sealed`);
    expect(await damagedOf()).toEqual([...all, rulesData]);
    await asOwner(`delete from pricing.price_row where price_list_id = 'list-mxn'`);
  });

  it('finds the rules that somebody has changed, in the index or in the rows', async () => {
    const publishRules = async (currency: string) => {
      const id = `list-${currency.toLowerCase()}`;
      const rule = { name: 'Loyal', stage: 'term', adjustment: { type: 'percent', value: '-5' } } as const;
      await bench.publish({
        ...priceListDocument([unitPrice('seat', '10')], { id, currency }),
        adjustments: ['one', 'two'].map((ruleId) => ({ ...rule, id: ruleId })),
      });
      return copies[0].caches.cache(priceRulesCategory).key('acme', { version: 1, priceListId: id }).data;
    };
    const damagedOf = async (data: string) =>
      (await reconciled()).filter(({ key }) => key.data === data).map(({ discrepancy }) => discrepancy);
    const inIndex = await publishRules('CLP');
    const inRows = await publishRules('COP');
    expect([...(await damagedOf(inIndex)), ...(await damagedOf(inRows))]).toEqual([]);
    await unsealed(`
      update pricing.price_index_entry set document = '[]', content_hash = encode(sha256('[]'), 'hex')
      where price_list_id = 'list-clp' and offering_id = ''`);
    await asOwner(
      `delete from pricing.price_adjustment where price_list_id = 'list-cop' and adjustment_id = 'one'`,
    );
    expect(await damagedOf(inIndex)).toEqual(['damaged']);
    expect(await damagedOf(inRows)).toEqual(['damaged']);
  });

  it('keeps the copy that is as it was published while its row is not, and finds the one that hides a deletion', async () => {
    await publish('BRL');
    await price('BRL');
    const key = copies[0].caches
      .cache(priceIndexCategory)
      .key('acme', { version: 1, priceListId: 'list-brl', offeringId: 'seat' });
    const found = async () =>
      (await reconciled()).filter((one) => one.key.data === key.data).map(({ discrepancy }) => discrepancy);
    expect(await found()).toEqual([]);
    await unsealed(
      `delete from pricing.price_index_entry where price_list_id = 'list-brl' and offering_id = 'seat'`,
    );
    expect(await found()).toEqual(['damaged']);
    await copies[0].caches.invalidate([key]);
    // The price is refused, so that nobody makes a copy of it; a release that did not refuse may have left one.
    await expect(price('BRL')).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED' });
    expect(await found()).toEqual(['damaged']);
    await copies[0].caches.cache(priceIndexCategory).get(key, async () => ({ charges: [] }));
    expect(await found()).toEqual(['damaged', 'differs']);
  });

  it('finds a rule set that somebody has changed or deleted', async () => {
    const { version } = await publishPromotion('-11');
    const automatic = copies[0].caches.cache(automaticPromotionsCategory);
    const key = automatic.key('acme', { version });
    const { promotions } = await inRead((tx) => pgRuleSets.active(tx, null, []));
    await automatic.get(key, async () => placedPromotions(promotions?.content as PromotionSet));
    const found = async () =>
      (await reconciled()).filter((one) => one.key.data === key.data).map(({ discrepancy }) => discrepancy);
    expect(await found()).toEqual([]);
    await asOwner(`alter table pricing.rule_set_version disable trigger published_is_sealed`);
    await asOwner(`
      update pricing.rule_set_version set document = '{'
      where tenant_id = 'acme' and kind = 'promotions' and version = ${version}`);
    // The copy has a part of the document: that it is as it was nobody can say any more.
    expect(await found()).toEqual(['damaged', 'differs']);
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
