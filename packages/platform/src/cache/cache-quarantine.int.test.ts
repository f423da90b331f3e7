import type { GenerationRow } from '@quotewright/acceleration';
import { tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { queries } from '../postgres/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { cacheGenerations } from './cache-generations.ts';
import { cacheQuarantine, recordQuarantine } from './cache-quarantine.ts';

const acme = tenantId('acme');

describeOnEachEngine('a quarantine that a verification imposes', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());

  const inForce = async (category: string) =>
    (await cacheGenerations(database.db).read()).rows.filter((row) => row.scope.category === category);

  it('is written down with its reason before the nodes are told of it', async () => {
    const announced: GenerationRow[] = [];
    const announcePurge = async (row: GenerationRow) => {
      expect(await inForce('pricing.result')).toEqual([row]);
      announced.push(row);
    };
    const quarantine = cacheQuarantine({ database: database.db, caches: { announcePurge } });
    await quarantine.impose(acme, 'pricing.result', 'a price was not what its versions say');
    expect(announced).toMatchObject([
      { scope: { category: 'pricing.result', tenant: 'acme' }, quarantined: true },
    ]);
    const { items } = await database.db.withTenant(acme, 'read', (tx) =>
      listAudit(tx, { entity: { type: 'cache', id: 'pricing.result' } }, { limit: 10 }),
    );
    expect(items).toMatchObject([
      {
        action: 'cache.quarantine',
        actor: { subject: 'system:cache-verification' },
        reason: 'a price was not what its versions say',
      },
    ]);
  });

  it('is in force where nobody can be told of it', async () => {
    const quarantine = cacheQuarantine({ database: database.db });
    await quarantine.impose(acme, 'pricing.index', 'because');
    expect(await inForce('pricing.index')).toMatchObject([{ quarantined: true }]);
  });

  it('is refused for what is no category, and nobody is told', async () => {
    const announcePurge = () => Promise.reject(new Error('told'));
    const quarantine = cacheQuarantine({ database: database.db, caches: { announcePurge } });
    await expect(quarantine.impose(acme, 'No Category', 'because')).rejects.toMatchObject({
      code: 'CACHE_SCOPE_INVALID',
    });
  });

  it('concerns one version where it is told so, and all tenants where no tenant is', async () => {
    await recordQuarantine(database.db, { category: 'a.version', tenant: acme, version: 'v7' }, 'because');
    await recordQuarantine(database.db, { category: 'a.global' }, 'because');
    expect(await inForce('a.version')).toMatchObject([
      { scope: { category: 'a.version', tenant: 'acme', version: 'v7' } },
    ]);
    expect(await inForce('a.global')).toEqual([
      { scope: { category: 'a.global' }, generation: expect.any(Number), quarantined: true },
    ]);
    // The entry is of no tenant, so only somebody above row-level security reads it.
    const { rows } = await database.db.asOwner((owner) =>
      owner.query("select subject, detail from platform.audit_entry where entity_id = 'a.global'"),
    );
    expect(rows).toMatchObject([{ subject: 'system:cache-verification', detail: { actorTenant: '*' } }]);
  });

  it('is not imposed within another transaction', async () => {
    const quarantine = cacheQuarantine({ database: database.db });
    const nested = database.db.withTenant(acme, 'read', async (tx) => {
      await sql`select 1`.execute(queries(tx));
      await quarantine.impose(acme, 'pricing.result', 'because');
    });
    await expect(nested).rejects.toThrow('a transaction is open here already');
  });
});
