import { canonicalJson } from '@quotewright/kernel';
import type { Access, Tx } from '@quotewright/platform/postgres';
import { describeOnEachEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileIndex } from '../domain/compile-price-index.ts';
import { type IndexEntry, indexEntry, indexIdentity, RULES_ENTRY, UNPRICED } from '../domain/price-index.ts';
import type { PriceList } from '../domain/price-list.ts';
import type { PriceListDocument } from '../domain/price-list-document.ts';
import { priceListDocument, tokenPrices, unitPrice } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { readPriceList } from '../testing/read-price-list.ts';
import { pgPriceIndex } from './price-index.pg.ts';
import { pgPriceListVersions } from './price-list-versions.pg.ts';
import { pgPriceLists } from './price-lists.pg.ts';

const PUBLICATION = '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e70';

describeOnEachEngine('the price index', (engine) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(engine, { offerings: ['claude-2', 'seat', 'desk', 'unpriced'] });
  });
  afterAll(() => bench.close());

  const inTx = <T>(work: (tx: Tx) => Promise<T>, access: Access = 'write') =>
    bench.db.withTenant(actor.tenant, access, work);
  const asOwner = (statements: string) => bench.db.asOwner((owner) => owner.script(statements));
  /** What only somebody with the owner's password could do. */
  const unsealed = (statement: string) =>
    asOwner(`alter table pricing.price_index_entry disable trigger user;
      ${statement};
      alter table pricing.price_index_entry enable trigger user;`);

  const documentOf = (id: string, currency: string): PriceListDocument => ({
    ...priceListDocument(
      [
        unitPrice('seat', '10'),
        ...tokenPrices('claude-2', { input: '8', output: '24' }),
        { ...unitPrice('seat', '9'), id: 'seat:eu', priority: 1, conditions: { markets: ['EU'] } },
      ],
      { id, currency },
    ),
    adjustments: [
      {
        id: 'loyal',
        name: 'Loyal',
        stage: 'term',
        adjustment: { type: 'percent', value: '-5' },
        appliesTo: { offeringIds: ['seat'] },
      },
      {
        id: 'first',
        name: 'First',
        stage: 'channel',
        priority: 1,
        adjustment: { type: 'percent', value: '1' },
      },
    ],
  });
  function listOf(document: PriceListDocument): PriceList {
    const read = readPriceList(document);
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    return read.list;
  }
  function entriesOf(list: PriceList): readonly IndexEntry[] {
    const { rules, entries } = compileIndex(list);
    return [indexEntry(RULES_ENTRY, rules), ...[...entries].map(([id, content]) => indexEntry(id, content))];
  }

  /** A version that is being built, as the first transaction of a publication leaves it. */
  async function building(id: string, currency: string) {
    const document = documentOf(id, currency);
    await bench.pricing.commands.importPriceList(actor, { priceListId: id, document });
    await inTx(async (tx) => {
      const content = await pgPriceLists.findDraft(tx, id);
      if (content === undefined) throw new Error('nothing was imported');
      await pgPriceLists.takeVersion(tx, id);
      const leaseUntil = new Date(tx.now + 60_000);
      const begun = {
        priceListId: id,
        version: 1,
        publicationId: PUBLICATION,
        content,
        by: 'pia',
        leaseUntil,
      };
      await pgPriceListVersions.start(tx, begun);
    });
    return { list: { id, version: 1 }, entries: entriesOf(listOf(document)) };
  }

  it('keeps what was compiled once, however often it is stored, and answers it for all offerings at once', async () => {
    const { list, entries } = await building('list-eur', 'EUR');
    await inTx(async (tx) => {
      await pgPriceIndex.store(tx, list, entries.slice(0, 2));
      await pgPriceIndex.store(tx, list, entries);
      await pgPriceIndex.store(tx, list, []);
      const { rules, prices } = await pgPriceIndex.read(tx, list, ['unpriced', 'seat', 'claude-2', 'seat']);
      const compiled = compileIndex(listOf(documentOf('list-eur', 'EUR')));
      expect(canonicalJson(rules)).toBe(canonicalJson(compiled.rules));
      expect([...prices.keys()]).toEqual(['unpriced', 'seat', 'claude-2']);
      expect(prices.get('unpriced')).toEqual(UNPRICED);
      for (const id of ['seat', 'claude-2']) {
        expect(canonicalJson(prices.get(id))).toBe(canonicalJson(compiled.entries.get(id)));
      }
      expect(prices.get('seat')?.charges[0]?.rules.map((place) => rules[place]?.id)).toEqual([
        'first',
        'loyal',
      ]);
    });
  });

  it('is sealed under the hash of all its entries, once; nothing comes to it or changes after that', async () => {
    const { list, entries } = await building('list-gbp', 'GBP');
    const sealing = () => inTx((tx) => pgPriceIndex.seal(tx, list));
    await expect(sealing()).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED' });
    await inTx((tx) => pgPriceIndex.store(tx, list, entries));
    const manifest = await sealing();
    const byteCount = entries.reduce((sum, { document }) => sum + Buffer.byteLength(document), 0);
    expect(manifest).toEqual({ ...indexIdentity(entries), format: 1, byteCount });
    expect(await sealing()).toEqual(manifest);

    const late = indexEntry('desk', UNPRICED);
    await expect(inTx((tx) => pgPriceIndex.store(tx, list, [late]))).rejects.toThrow(/is complete/);
    const where = `where price_list_id = 'list-gbp'`;
    for (const statement of [
      `update pricing.price_index_entry set document = '' ${where}`,
      `delete from pricing.price_index_entry ${where}`,
      `update pricing.price_index set entry_count = 1 ${where}`,
      `delete from pricing.price_index ${where}`,
    ]) {
      await expect(asOwner(statement), statement).rejects.toMatchObject({ code: '23514' });
    }
    expect(await sealing()).toEqual(manifest);
  });

  it('seals the bytes that are there, not the hashes that stand beside them', async () => {
    const { list, entries } = await building('list-chf', 'CHF');
    await inTx((tx) => pgPriceIndex.store(tx, list, entries));
    await unsealed(
      `update pricing.price_index_entry set document = '{}' where price_list_id = 'list-chf' and offering_id = 'seat'`,
    );
    const { contentHash, entryCount } = await inTx((tx) => pgPriceIndex.seal(tx, list));
    expect(entryCount).toBe(entries.length);
    expect(contentHash).not.toBe(indexIdentity(entries).contentHash);
  });

  it('complaint: a price was changed in the database: bytes that are not those that were compiled price nothing', async () => {
    await bench.publish(documentOf('list-jpy', 'JPY'));
    const list = { id: 'list-jpy', version: 1 };
    const price = (access: Access) => {
      const lines = [{ id: '1', offeringId: 'seat', quantity: '1' }];
      return inTx((tx) => bench.pricing.api.price(tx, { lines, currency: 'JPY' }), access);
    };
    const { input } = await price('read');
    await unsealed(`
      update pricing.price_index_entry
      set document = replace(convert_from(document, 'UTF8'), '"10"', '"1"')::bytea
      where price_list_id = 'list-jpy' and offering_id = 'seat'`);
    for (const access of ['read', 'write'] as const) {
      await expect(price(access)).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED', kind: 'internal' });
      const deriving = inTx((tx) => bench.pricing.api.derive(tx, input), access);
      await expect(deriving).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED' });
    }
    // What is whole is still priced.
    expect((await inTx((tx) => pgPriceIndex.read(tx, list, ['claude-2']))).prices.size).toBe(1);
    await unsealed(
      `update pricing.price_index_entry set document = '[]' where price_list_id = 'list-jpy' and offering_id = ''`,
    );
    const reading = inTx((tx) => pgPriceIndex.read(tx, list, ['claude-2']));
    await expect(reading).rejects.toThrow(/of its rules that is not what was compiled/);
    await unsealed(
      `delete from pricing.price_index_entry where price_list_id = 'list-jpy' and offering_id = ''`,
    );
    const without = inTx((tx) => pgPriceIndex.read(tx, list, ['claude-2']));
    await expect(without).rejects.toThrow(/has lost its rules/);
  });

  it('a version that an earlier release has published is compiled from its rows, to the same bytes', async () => {
    await bench.publish(documentOf('list-sek', 'SEK'));
    const list = { id: 'list-sek', version: 1 };
    const ask = async () => {
      const lines = ['seat', 'claude-2'].map((offeringId) => ({ id: offeringId, offeringId, quantity: '3' }));
      const priced = await inTx((tx) => bench.pricing.api.price(tx, { lines, currency: 'SEK' }), 'read');
      const derived = await inTx((tx) => bench.pricing.api.derive(tx, priced.input));
      const facts = await inTx((tx) => pgPriceIndex.read(tx, list, ['seat', 'claude-2', 'unpriced']), 'read');
      return canonicalJson([priced, derived, facts.rules, [...facts.prices]]);
    };
    const indexed = await ask();
    await unsealed(`delete from pricing.price_index_entry where price_list_id = 'list-sek'`);
    await asOwner(`
      alter table pricing.price_index disable trigger user;
      delete from pricing.price_index where price_list_id = 'list-sek';
      alter table pricing.price_index enable trigger user;`);
    expect(await ask()).toBe(indexed);
  });

  it('an entry that is lost is not an offering without a price: a command refuses', async () => {
    await bench.publish(documentOf('list-dkk', 'DKK'));
    await unsealed(
      `delete from pricing.price_index_entry where price_list_id = 'list-dkk' and offering_id = 'seat'`,
    );
    const list = { id: 'list-dkk', version: 1 };
    for (const access of ['read', 'write'] as const) {
      const reading = inTx((tx) => pgPriceIndex.read(tx, list, ['seat']), access);
      await expect(reading).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED' });
    }
    expect((await inTx((tx) => pgPriceIndex.read(tx, list, ['claude-2', 'unpriced']))).prices.size).toBe(2);
  });

  it('is of one tenant, whatever lists and versions are called', async () => {
    await bench.publish(documentOf('list-nok', 'NOK'));
    const list = { id: 'list-nok', version: 1 };
    const foreign = await bench.db.withTenant('globex' as typeof actor.tenant, 'read', (tx) =>
      pgPriceIndex.read(tx, list, ['seat']),
    );
    expect(foreign).toEqual({ rules: [], prices: new Map([['seat', UNPRICED]]) });
  });
});
