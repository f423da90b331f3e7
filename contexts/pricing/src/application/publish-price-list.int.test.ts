import { newUuid } from '@quotewright/kernel';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pgPriceIndex } from '../adapters/price-index.pg.ts';
import { pgPriceListVersions } from '../adapters/price-list-versions.pg.ts';
import { pgPriceLists } from '../adapters/price-lists.pg.ts';
import { pgPrices } from '../adapters/prices.pg.ts';
import type { IndexEntry } from '../domain/price-index.ts';
import { priceListDocument, tokenPrices } from '../testing/price-documents.ts';
import { actor, openWorkbench, type Workbench } from '../testing/pricing-workbench.ts';
import { publishPriceList } from './publish-price-list.ts';

const OFFERINGS = Array.from({ length: 600 }, (_, index) => `model-${index}`);
const LIST = { priceListId: 'standard-usd' };

describeOnPostgres('publishing a price list', (engine) => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await openWorkbench(engine, { offerings: OFFERINGS });
    await importAt('1');
  });
  afterEach(() => bench.close());

  const importAt = (amount: string) =>
    bench.pricing.commands.importPriceList(actor, {
      ...LIST,
      document: priceListDocument(OFFERINGS.flatMap((id) => tokenPrices(id, { input: amount }))),
    });
  const publish = (publicationId?: string) =>
    bench.pricing.commands.publishPriceList(actor, { ...LIST, ...(publicationId && { publicationId }) });
  /** Stops between two batches, as a process that is killed there. */
  const publishUntilKilled = async (publicationId: string) => {
    const dying = {
      ...pgPrices,
      store: async (...[tx, list, prices]: Parameters<typeof pgPrices.store>) => {
        if (prices[0]?.position !== 0) throw new Error('killed');
        await pgPrices.store(tx, list, prices);
      },
    };
    const deps = {
      database: bench.db,
      catalog: bench.catalog,
      lists: pgPriceLists,
      versions: pgPriceListVersions,
      prices: dying,
      index: pgPriceIndex,
    };
    await expect(publishPriceList(deps)(actor, { ...LIST, publicationId })).rejects.toThrow('killed');
  };
  const manifestOf = (version: number) =>
    bench.db.asOwner(async (session) => {
      const { rows } = await session.query(
        'select format, content_hash, entry_count, byte_count from pricing.price_index where version = $1',
        [String(version)],
      );
      return rows[0];
    });
  const activePrice = async () => {
    const lines = [{ id: '1', offeringId: 'model-599', quantity: '1', usage: { input: '1000000' } }];
    const priced = await bench.db.withTenant(actor.tenant, 'read', (tx) =>
      bench.pricing.api.price(tx, { lines }),
    );
    return [priced.input.priceLists[0]?.version, priced.result.totals.usage.amount];
  };

  it('has copies made of all that the version prices, before it is the active one', async () => {
    await publish();
    await importAt('2');
    const seen: unknown[] = [];
    const deps = {
      database: bench.db,
      catalog: bench.catalog,
      lists: pgPriceLists,
      versions: pgPriceListVersions,
      prices: pgPrices,
      index: pgPriceIndex,
      warmth: {
        async warm(_work: unknown, list: object, offeringIds: readonly string[]) {
          seen.push(list, new Set(offeringIds).size, await activePrice());
        },
      },
    };
    await publishPriceList(deps)(actor, LIST);
    expect(seen).toEqual([{ id: 'standard-usd', version: 2 }, OFFERINGS.length, [1, '1.00']]);
    expect(await activePrice()).toEqual([2, '2.00']);
  });

  it('goes on where an interrupted run of the same publication stopped, with the content of then', async () => {
    const publicationId = newUuid();
    await publishUntilKilled(publicationId);
    await importAt('2');
    const seen: number[] = [];
    const progress = (done: number) => seen.push(done);
    const published = await bench.pricing.commands.publishPriceList(
      actor,
      { ...LIST, publicationId },
      { progress },
    );
    expect(published).toMatchObject({ version: 1, priceCount: 600 });
    expect(seen).toEqual([0, 500, 600]);
    expect(await activePrice()).toEqual([1, '1.00']);
    expect(await publish(publicationId)).toEqual(published);
  });

  it('has one index, whether it ran through or was stopped in the middle', async () => {
    const publicationId = newUuid();
    await publishUntilKilled(publicationId);
    expect(await manifestOf(1)).toBeUndefined();
    await publish(publicationId);
    const resumed = await manifestOf(1);
    // The same prices again, as another version: not the active one, so that they are no repetition.
    await importAt('2');
    await publish();
    await importAt('1');
    await publish();
    expect(resumed).toMatchObject({ format: 1, entry_count: OFFERINGS.length + 1 });
    expect(await manifestOf(3)).toEqual(resumed);
    expect(await manifestOf(2)).not.toEqual(resumed);
  });

  it.each([
    ['is missing', (entries: readonly IndexEntry[]) => entries.slice(1)],
    [
      'is another one',
      ([first, ...others]: readonly IndexEntry[]) => [
        { ...(first as IndexEntry), document: '{}' },
        ...others,
      ],
    ],
  ])('fails when an entry of its index %s, and leaves the old version active', async (_case, spoiled) => {
    await publish();
    await importAt('2');
    const deps = {
      database: bench.db,
      catalog: bench.catalog,
      lists: pgPriceLists,
      versions: pgPriceListVersions,
      prices: pgPrices,
      index: {
        ...pgPriceIndex,
        store: (...[tx, list, entries]: Parameters<typeof pgPriceIndex.store>) =>
          pgPriceIndex.store(tx, list, entries.length === 500 ? spoiled(entries) : entries),
      },
    };
    const publishing = publishPriceList(deps)(actor, LIST);
    await expect(publishing).rejects.toMatchObject({ code: 'PRICE_INDEX_DAMAGED' });
    expect(await manifestOf(2)).toBeUndefined();
    expect(await activePrice()).toEqual([1, '1.00']);
  });

  it('lets nobody else publish while one runs, and gives up one that is silent beyond its lease', async () => {
    const silent = newUuid();
    await publishUntilKilled(silent);
    await expect(publish()).rejects.toMatchObject({
      code: 'PRICE_LIST_PUBLICATION_IN_PROGRESS',
      details: { retryAfterSeconds: 60 },
    });
    bench.clock.advance(60_000);
    expect(await publish()).toMatchObject({ version: 2 });
    await expect(publish(silent)).rejects.toMatchObject({ code: 'PRICE_LIST_PUBLICATION_LOST' });
    expect(await activePrice()).toEqual([2, '1.00']);
  });

  it('publishes once when two begin at the same time', async () => {
    const outcomes = await Promise.allSettled([publish(), publish(), publish()]);
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const code of codes)
      expect(['PRICE_LIST_PUBLICATION_IN_PROGRESS', 'PRICE_LIST_UNCHANGED']).toContain(code);
    expect(await activePrice()).toEqual([1, '1.00']);
  });

  it('answers the same version to both when one publication runs twice at the same time', async () => {
    const publicationId = newUuid();
    const [one, other] = await Promise.all([publish(publicationId), publish(publicationId)]);
    expect(other).toEqual(one);
    expect(await activePrice()).toEqual([1, '1.00']);
  });

  it('writes one event, with the activation', async () => {
    await publish();
    await expect(publish()).rejects.toMatchObject({ code: 'PRICE_LIST_UNCHANGED' });
    const { rows } = await bench.db.asOwner((session) =>
      session.query("select type, data from platform.outbox where type = 'PriceListPublished'"),
    );
    expect(rows).toMatchObject([
      {
        type: 'PriceListPublished',
        data: { priceListId: 'standard-usd', version: 1, currency: 'USD', priceCount: 600 },
      },
    ]);
  });

  it('audits who began what, and how it ended', async () => {
    await publishUntilKilled(newUuid());
    bench.clock.advance(60_000);
    await publish();
    await importAt('2');
    bench.catalog.publish([]);
    await expect(publish()).rejects.toMatchObject({ code: 'PRICE_LIST_OFFERINGS_UNKNOWN' });
    const { rows } = await bench.db.asOwner((session) =>
      session.query(
        `select subject, action, reason, detail->'version' as version from platform.audit_entry
          where entity_id = 'standard-usd' and action like 'price-list.publish%' order by id`,
      ),
    );
    const entry = (action: string, version: number, reason: string | null = null) => ({
      subject: 'pia',
      action: `price-list.publish${action}`,
      reason,
      version,
    });
    expect(rows).toEqual([
      entry('.begin', 1),
      entry('.fail', 1, 'PRICE_LIST_PUBLICATION_LOST'),
      entry('.begin', 2),
      entry('', 2),
      entry('.begin', 3),
      entry('.fail', 3, 'PRICE_LIST_OFFERINGS_UNKNOWN'),
    ]);
  });

  it('never changes a version that was published or has failed, whoever writes', async () => {
    await publish();
    await importAt('2');
    bench.catalog.publish([]);
    await expect(publish()).rejects.toMatchObject({ code: 'PRICE_LIST_OFFERINGS_UNKNOWN' });
    const { rows } = await bench.db.asOwner((session) =>
      session.query(
        `select distinct state from pricing.price_list_version where state <> 'building' order by 1`,
      ),
    );
    expect(rows).toEqual([{ state: 'failed' }, { state: 'published' }]);
    for (const { state } of rows) {
      const tampering = bench.db.asOwner((session) =>
        session.query(`update pricing.price_list_version set content_hash = 'forged' where state = $1`, [
          state,
        ]),
      );
      await expect(tampering).rejects.toMatchObject({ code: '23514' });
    }
  });

  it("complaint: a rule deleted later changes old quotes: the application has no right to delete a version's", async () => {
    const { rows } = await bench.db.asOwner((session) =>
      session.query(
        `select table_name, string_agg(privilege_type, ' ' order by privilege_type) as rights
           from information_schema.role_table_grants
          where grantee = 'qw_app' and table_schema = 'pricing' group by 1 order by 1`,
      ),
    );
    expect(rows).toEqual([
      { table_name: 'price_adjustment', rights: 'INSERT SELECT' },
      { table_name: 'price_index', rights: 'INSERT SELECT' },
      { table_name: 'price_index_entry', rights: 'INSERT SELECT' },
      { table_name: 'price_list', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'price_list_draft', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'price_list_import', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'price_list_version', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'price_row', rights: 'INSERT SELECT' },
      { table_name: 'promotion_discount', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'promotion_redemption', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'promotion_usage', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'rule_set', rights: 'INSERT SELECT UPDATE' },
      { table_name: 'rule_set_version', rights: 'INSERT SELECT' },
    ]);
  });
});
