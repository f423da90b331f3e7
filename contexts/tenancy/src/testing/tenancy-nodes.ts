import { type CacheKey, createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import type { Caches } from '@quotewright/platform/cache';
import type { Database } from '@quotewright/platform/postgres';
import { type TestEngine, type TestServer, testServer } from '@quotewright/platform/testing';
import { listingCategory, policyCategory, standingCategory } from '../adapters/authorization-categories.ts';
import { hierarchyCategory, hierarchyPointerCategory } from '../adapters/hierarchy-categories.ts';
import { settingsCategories } from '../adapters/settings-categories.ts';
import { tenancyMigrations } from '../migrations.ts';
import { type TenancyModule, tenancyModule } from '../module.ts';
import { countingConnections } from './counting-connections.ts';

const categories = [
  standingCategory,
  policyCategory,
  listingCategory,
  hierarchyPointerCategory,
  hierarchyCategory,
  ...Object.values(settingsCategories).flatMap(({ active, content }) => [active, content]),
];

const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });

export interface TenancyNode {
  readonly tenancy: TenancyModule;
  readonly server: TestServer;
  readonly caches: Caches;
  /** Transactions that took a connection. */
  readonly connections: () => number;
}

/** Nodes with memory of their own, on one store and one database. */
export async function runTenancyNodes(
  engine: TestEngine,
  tenants: readonly string[],
  { sharesChanges = true } = {},
) {
  const { db, close } = await engine.open({ migrations: [tenancyMigrations] });
  const store = new MemoryEngine();
  const opened = [
    await openNode(db, store, sharesChanges),
    await openNode(db, store, sharesChanges),
  ] as const;
  const nodes = [opened[0].node, opened[1].node] as const;
  for (const id of tenants.map(tenantId)) {
    await db.withTenant(id, 'write', (tx) =>
      nodes[0].tenancy.createTenant(tx, systemPrincipal(id, 'test'), { name: `The ${id} company` }),
    );
  }
  return {
    db,
    nodes,
    /** What somebody else might have left under a key. */
    putGarbage: (key: CacheKey) =>
      memoryStores({ engine: store }).entries.put(key, {
        token: 'somebody',
        value: Buffer.from('{"roles":{"nobody":["tenant:write"]}}'),
        ttl: 60_000,
      }),
    /** From then on every question to the store fails. */
    breakStores: () => Promise.all(opened.map(({ stores }) => stores.close())),
    /** Of a tenant: copies in the store that are not what the tables say, and categories of which there is none. */
    differences: (node: TenancyNode, tenant = 'acme') => differences(db, node, tenant),
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await close();
    },
  };
}

async function openNode(db: Database, store: MemoryEngine, sharesChanges: boolean) {
  const stores = memoryStores({ engine: store });
  const layer = createAcceleration({
    namespace,
    registry: createRegistry(categories),
    stores,
    keyRing: testKeyRing,
    ...unhurried,
  });
  await layer.ready();
  const { counted, connections } = countingConnections(db);
  const caches: Caches = { ...layer, sharesChanges, generation: () => layer.health.generation };
  const tenancy: TenancyModule = tenancyModule({
    database: counted,
    permissions: () => tenancy.permissions,
    caches,
  });
  const server = await testServer({
    modules: [tenancy],
    database: counted,
    authorizer: tenancy.authorizer,
  });
  return {
    stores,
    node: { tenancy, server, caches, connections } satisfies TenancyNode,
    async close() {
      await server.close();
      await layer.close();
      await stores.close();
    },
  };
}

async function differences(db: Database, { tenancy, caches }: TenancyNode, tenant: string) {
  const found: string[] = [];
  for (const { category, copies } of tenancy.caches ?? []) {
    let seen = 0;
    let after: string | undefined;
    do {
      const place = after;
      const batch = await db.withTenant(tenantId(tenant), 'read', (tx) => copies(tx, place));
      for (const { key, contentHash } of batch.copies) {
        const stored = await caches.cache(category).stored(key);
        if (stored.outcome !== 'copy') continue;
        seen += 1;
        if (stored.contentHash !== contentHash) found.push(key.data);
      }
      after = batch.after;
    } while (after !== undefined);
    if (seen === 0) found.push(`no ${category.name}`);
  }
  return found;
}
