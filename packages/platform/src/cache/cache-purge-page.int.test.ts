import { readFile } from 'node:fs/promises';
import { tenantId } from '@quotewright/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../audit/index.ts';
import { systemPrincipal } from '../auth/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { cacheGenerations } from './cache-generations.ts';
import { quarantineCache } from './purge-cache.ts';

const page = new URL('../../../../docs/runbook/cache-purge.md', import.meta.url);
const acme = tenantId('acme');

describeOnEachEngine('the statements of the runbook page on purges', (engine) => {
  let database: TestDatabase;
  let show: string;
  let purge: string;
  let quarantine: string;
  let release: string;
  let purgeForAll: string;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
    const text = await readFile(page, 'utf8');
    const blocks = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, block]) => block as string);
    if (blocks.length !== 5) throw new Error(`the page has ${blocks.length} blocks of SQL, not 5`);
    [show, purge, quarantine, release, purgeForAll] = blocks as [string, string, string, string, string];
  });
  afterAll(() => database.close());

  const type = (statements: string) => database.db.asOwner((owner) => owner.script(statements));
  const forAll = (statements: string) =>
    statements
      .replace('set local role qw_app', 'set local role qw_system')
      .replace("set local app.tenant_id = 'acme';", '')
      .replaceAll("'acme'", "'*'");
  const rows = async () => (await cacheGenerations(database.db).read()).rows;
  const scope = { category: 'catalog.offering', tenant: 'acme' };

  it('purge, quarantine and release as the functions do, with their audit entries', async () => {
    await type(purge);
    await type(purge);
    expect(await rows()).toEqual([{ scope, generation: 2, quarantined: false }]);
    await type(quarantine);
    expect(await rows()).toEqual([{ scope, generation: 3, quarantined: true }]);
    await type(release);
    expect(await rows()).toEqual([{ scope, generation: 4, quarantined: false }]);
    const { items } = await database.db.withTenant(acme, 'read', (tx) => listAudit(tx, {}, { limit: 50 }));
    expect(items.map(({ action }) => action).toSorted()).toEqual([
      'cache.purge',
      'cache.purge',
      'cache.quarantine',
      'cache.release',
    ]);
    await expect(type(show)).resolves.toBeDefined();
  });

  it('work for all tenants as the page says', async () => {
    await type(purgeForAll);
    expect(await rows()).toContainEqual({
      scope: { category: 'catalog.offering' },
      generation: 5,
      quarantined: false,
    });
    const actor = systemPrincipal(acme, 'test');
    await database.db.withSystem((tx) =>
      quarantineCache(tx, { category: 'catalog.offering', reason: 'test', actor }),
    );
    await type(forAll(release));
    expect(await rows()).toContainEqual({
      scope: { category: 'catalog.offering' },
      generation: 7,
      quarantined: false,
    });
  });
});
