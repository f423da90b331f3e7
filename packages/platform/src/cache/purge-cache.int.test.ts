import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/index.ts';
import type { OutboxTables } from '../messaging/outbox-table.ts';
import { openPostgres, queries, type SystemTx, type Tx } from '../postgres/index.ts';
import {
  describeOnEachEngine,
  describeOnPostgres,
  eventFaults,
  type TestDatabase,
} from '../testing/index.ts';
import { cacheEvents } from './cache-events.ts';
import { cacheGenerations } from './cache-generations.ts';
import { type CacheOrder, purgeCache, quarantineCache, releaseCache } from './purge-cache.ts';

const acme = tenantId('acme');
const globex = tenantId('globex');
const offering = 'catalog.offering';
const order = (more: Partial<CacheOrder> = {}): CacheOrder => ({
  category: offering,
  reason: 'a wrong price was seen',
  actor: { tenant: acme, subject: 'ada', roles: ['admin'], clientId: 'console' },
  ...more,
});

describeOnEachEngine('a purge', (engine) => {
  const clock = new ManualClock();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
  });
  afterAll(() => database.close());

  const source = () => cacheGenerations(database.db);
  const inTenant = <T>(tenant: typeof acme, work: (tx: Tx) => Promise<T>) =>
    database.db.withTenant(tenant, 'write', work);
  const run = (tx: Tx | SystemTx, statement: string) => sql.raw(statement).execute(queries(tx));
  const rowsOf = async (category: string) =>
    (await source().read()).rows.filter((row) => row.scope.category === category);
  const deeds = async (tenant: typeof acme, category: string) => {
    const filter = { entity: { type: 'cache', id: category } };
    const { items } = await database.db.withTenant(tenant, 'read', (tx) =>
      listAudit(tx, filter, { limit: 50 }),
    );
    return items;
  };
  const events = (category: string) =>
    database.db.withSystem((tx) =>
      queries<OutboxTables>(tx)
        .selectFrom('platform.outbox')
        .select(['tenant_id', 'type', 'schema_version', 'aggregate_type', 'data'])
        .where('aggregate_id', '=', category)
        .orderBy('id')
        .execute(),
    );

  it('has no number before the first', async () => {
    expect(await source().read()).toEqual({ watermark: 0, rows: [] });
  });

  it('is numbered over all scopes and tenants, with its audit entry and its event', async () => {
    const first = await inTenant(acme, (tx) => purgeCache(tx, order()));
    const second = await inTenant(globex, (tx) => purgeCache(tx, order({ version: 'v42' })));
    expect(first).toEqual({
      scope: { category: offering, tenant: 'acme' },
      generation: 1,
      quarantined: false,
    });
    expect(second).toEqual({
      scope: { category: offering, tenant: 'globex', version: 'v42' },
      generation: 2,
      quarantined: false,
    });
    expect(await source().read()).toEqual({ watermark: 2, rows: [first, second] });
    expect(await deeds(globex, offering)).toMatchObject([
      {
        actor: { subject: 'ada', clientId: 'console' },
        action: 'cache.purge',
        reason: 'a wrong price was seen',
        detail: { version: 'v42', generation: 2, quarantined: false },
      },
    ]);
    expect(eventFaults(cacheEvents, await events(offering))).toEqual([]);
    expect(await events(offering)).toEqual([
      {
        tenant_id: 'acme',
        type: 'CachePurged',
        schema_version: 1,
        aggregate_type: 'cache',
        data: { category: offering, version: null, generation: 1, quarantined: false },
      },
      {
        tenant_id: 'globex',
        type: 'CachePurged',
        schema_version: 1,
        aggregate_type: 'cache',
        data: { category: offering, version: 'v42', generation: 2, quarantined: false },
      },
    ]);
  });

  it('takes the place of the earlier one of its scope', async () => {
    const once = await inTenant(acme, (tx) => purgeCache(tx, order({ category: 'again' })));
    const twice = await inTenant(acme, (tx) => purgeCache(tx, order({ category: 'again' })));
    expect(twice.generation).toBe(once.generation + 1);
    expect(await rowsOf('again')).toEqual([twice]);
  });

  it('leaves nothing when its transaction fails, not even a used number', async () => {
    const before = (await source().read()).watermark;
    const failing = inTenant(acme, async (tx) => {
      await purgeCache(tx, order({ category: 'undone' }));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await rowsOf('undone')).toEqual([]);
    expect(await deeds(acme, 'undone')).toEqual([]);
    expect(await events('undone')).toEqual([]);
    const next = await inTenant(acme, (tx) => purgeCache(tx, order({ category: 'done' })));
    expect(next.generation).toBe(before + 1);
  });

  describe('in quarantine', () => {
    const category = 'pricing.result';

    it('keeps the scope out until it is released, which purges it', async () => {
      const quarantined = await inTenant(acme, (tx) => quarantineCache(tx, order({ category })));
      expect(quarantined).toMatchObject({ quarantined: true });
      const purged = await inTenant(acme, (tx) => purgeCache(tx, order({ category })));
      expect(purged).toMatchObject({ generation: quarantined.generation + 1, quarantined: true });
      const released = await inTenant(acme, (tx) => releaseCache(tx, order({ category })));
      expect(released).toMatchObject({ generation: purged.generation + 1, quarantined: false });
      expect(await rowsOf(category)).toEqual([released]);
      expect((await deeds(acme, category)).map(({ action }) => action).toSorted()).toEqual([
        'cache.purge',
        'cache.quarantine',
        'cache.release',
      ]);
      expect((await events(category)).map(({ data }) => data['quarantined'])).toEqual([true, true, false]);
    });

    it('is released by its own name only', async () => {
      const before = await source().read();
      await inTenant(acme, (tx) => quarantineCache(tx, order({ category, version: 'p19' })));
      const wider = await inTenant(acme, (tx) => releaseCache(tx, order({ category })));
      const other = await inTenant(acme, (tx) => releaseCache(tx, order({ category, version: 'p20' })));
      const foreign = await inTenant(globex, (tx) => releaseCache(tx, order({ category, version: 'p19' })));
      const system = await database.db.withSystem((tx) =>
        releaseCache(tx, order({ category, version: 'p19' })),
      );
      expect([wider, other, foreign, system]).toEqual([null, null, null, null]);
      expect(await source().read()).toMatchObject({ watermark: before.watermark + 1 });
      expect(await rowsOf(category)).toContainEqual(
        expect.objectContaining({ scope: { category, tenant: 'acme', version: 'p19' }, quarantined: true }),
      );
    });
  });

  it('of the system is one of all tenants, audited, and no event of any tenant', async () => {
    const category = 'reference.currencies';
    const row = await database.db.withSystem((tx) => purgeCache(tx, order({ category })));
    expect(row.scope).toEqual({ category });
    const again = await database.db.withSystem((tx) => quarantineCache(tx, order({ category })));
    const released = await database.db.withSystem((tx) => releaseCache(tx, order({ category })));
    expect(released).toEqual({ scope: { category }, generation: again.generation + 1, quarantined: false });
    expect(await rowsOf(category)).toEqual([released]);
    expect(await events(category)).toEqual([]);
    expect(await deeds(acme, category)).toEqual([]);
    // The entries are of no tenant, so only somebody above row-level security reads them.
    const written = await database.db.asOwner(async (owner) => {
      const text = 'select action, detail from platform.audit_entry where entity_id = $1 order by id';
      return (await owner.query(text, [category])).rows;
    });
    expect(written.map((entry) => entry['action']).toSorted()).toEqual([
      'cache.purge',
      'cache.quarantine',
      'cache.release',
    ]);
    expect(written[0]).toMatchObject({ detail: { actorTenant: 'acme' } });
  });

  it.each(['', '*', 'v 42', 'v\n', 'ü', 'v'.repeat(201)])('refuses the version %j', async (version) => {
    for (const deed of [purgeCache, quarantineCache, releaseCache]) {
      const wrong = inTenant(acme, (tx) => deed(tx, order({ version })));
      await expect(wrong).rejects.toMatchObject({ code: 'CACHE_SCOPE_INVALID', kind: 'invalid' });
    }
  });

  it.each(['', '*', 'Catalog', 'a b', 'a:b', '1', 'a'.repeat(101)])(
    'refuses the category %j',
    async (category) => {
      const wrong = inTenant(acme, (tx) => purgeCache(tx, order({ category })));
      await expect(wrong).rejects.toMatchObject({ code: 'CACHE_SCOPE_INVALID' });
    },
  );

  it('is a tenant’s own: nobody else’s rows are seen, changed or made', async () => {
    await inTenant(globex, (tx) => purgeCache(tx, order({ category: 'private' })));
    const seen = await inTenant(acme, (tx) =>
      run(tx, "select * from platform.cache_generation where category = 'private'"),
    );
    expect(seen.rows).toEqual([]);
    const changed = await inTenant(acme, (tx) =>
      run(tx, "update platform.cache_generation set quarantined = true where category = 'private'"),
    );
    expect(changed.numAffectedRows).toBe(0n);
    const columns = '(tenant_id, category, version, generation, quarantined, reason, actor, changed_at)';
    const write = (tenant: string) => (tx: Tx | SystemTx) =>
      run(
        tx,
        `insert into platform.cache_generation ${columns} values ('${tenant}', 'x', '*', 1, true, '', '', now())`,
      );
    await expect(inTenant(acme, write('globex'))).rejects.toMatchObject({ code: '42501' });
    await expect(inTenant(acme, write('*'))).rejects.toMatchObject({ code: '42501' });
    await expect(database.db.withSystem(write('acme'))).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot be taken back, and its number cannot be touched', async () => {
    const refused = async (statement: string) => {
      await expect(inTenant(acme, (tx) => run(tx, statement))).rejects.toMatchObject({ code: '42501' });
      await expect(database.db.withSystem((tx) => run(tx, statement))).rejects.toMatchObject({
        code: '42501',
      });
    };
    await refused('delete from platform.cache_generation');
    await refused('select * from platform.cache_generation_counter');
    await refused('update platform.cache_generation_counter set last_value = 1');
    const moved = database.db.withSystem((tx) =>
      run(tx, "update platform.cache_generation set quarantined = true where category = 'private'"),
    );
    expect((await moved).numAffectedRows).toBe(0n);
    const forged = database.db.withSystem((tx) =>
      run(
        tx,
        `insert into platform.audit_entry (tenant_id, id, at, subject, action, entity_type, entity_id, detail)
          values ('acme', gen_random_uuid(), now(), 'x', 'x', 'x', 'x', '{}')`,
      ),
    );
    await expect(forged).rejects.toMatchObject({ code: '42501' });
    const read = database.db.withSystem((tx) => run(tx, 'select reason from platform.cache_generation'));
    await expect(read).rejects.toMatchObject({ code: '42501' });
  });

  it('leaves the door as safe as it was', async () => {
    await expect(database.db.verifyDoor()).resolves.toBeUndefined();
  });
});

describeOnPostgres('purges at once', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [], poolSize: 10 });
  });
  afterAll(() => database.close());

  it('are numbered in the order of their commits: who sees one sees all before it', async () => {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const other = openPostgres({ url: database.url as string, clock, poolSize: 10 });
    const actor = systemPrincipal(acme, 'test');
    const source = cacheGenerations(other);
    const storm = { over: false };
    // Each purge has a scope of its own, so that no row hides another: a table with the highest number n must have n rows.
    const watched = (async () => {
      const tables = [];
      do tables.push(await source.read());
      while (!storm.over);
      return tables;
    })();
    const purged = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? database.db : other).withTenant(index % 3 === 0 ? acme : globex, 'write', (tx) =>
          purgeCache(tx, { category: offering, version: `v${index}`, reason: 'storm', actor }),
        ),
      ),
    );
    storm.over = true;
    const tables = [...(await watched), await source.read()];
    await other.close();

    const numbers = (rows: readonly { readonly generation: number }[]) =>
      rows.map(({ generation }) => generation).toSorted((a, b) => a - b);
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
    expect(numbers(purged)).toEqual(upTo(50));
    expect(tables.at(-1)?.watermark).toBe(50);
    for (const table of tables) expect(numbers(table.rows)).toEqual(upTo(table.watermark));
  });

  it('of one scope wait for each other and do not collide', async () => {
    let attempts = 0;
    const actor = systemPrincipal(acme, 'test');
    const scope = { category: 'one.scope', reason: 'storm', actor };
    const deeds = Array.from({ length: 30 }, (_, index) =>
      database.db.withTenant(acme, 'write', async (tx) => {
        attempts += 1;
        const deed = [purgeCache, quarantineCache, releaseCache][index % 3] as typeof releaseCache;
        return deed(tx, scope);
      }),
    );
    const rows = (await Promise.all(deeds)).filter((row) => row !== null);
    expect(attempts).toBe(30);
    expect(new Set(rows.map(({ generation }) => generation)).size).toBe(rows.length);
  });

  it('of several scopes in one transaction do not deadlock', async () => {
    const actor = systemPrincipal(acme, 'test');
    let attempts = 0;
    const purgeBoth = (first: string, second: string) =>
      database.db.withTenant(acme, 'write', async (tx) => {
        attempts += 1;
        await purgeCache(tx, { category: first, reason: 'both', actor });
        await purgeCache(tx, { category: second, reason: 'both', actor });
      });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? purgeBoth('one', 'two') : purgeBoth('two', 'one'),
      ),
    );
    expect(attempts).toBe(20);
  });
});
