import { createAcceleration, createRegistry, namespaceOf } from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import { type Clock, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import type { Caches } from '@quotewright/platform/cache';
import { type Database, holdsConnection } from '@quotewright/platform/postgres';
import type { TestDatabase, TestEngine } from '@quotewright/platform/testing';
import { catalogCategories } from '../adapters/catalog-categories.ts';
import { catalogMigrations } from '../migrations.ts';
import type { PublicationStep } from '../ports/publication-step.ts';
import { type CatalogOverHttp, catalogOn } from './catalog-over-http.ts';

export const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });

export interface CatalogNode extends CatalogOverHttp {
  readonly caches: Caches;
  /** Transactions that took a connection so far. */
  readonly connections: () => number;
}

interface NodesOptions {
  /** What day it is for all of them. */
  readonly today: string;
  readonly steps?: readonly PublicationStep[];
}

/** Two nodes with memory of their own, on one store and one database. */
export async function runCatalogNodes(engine: TestEngine, { today, steps = [] }: NodesOptions) {
  const clock = new ManualClock(`${today}T09:30:00.000Z`);
  const database = await engine.open({ migrations: [catalogMigrations], clock });
  const store = new MemoryEngine();
  const shared = { database, clock, steps, store };
  const opened = [await openNode(shared), await openNode(shared)] as const;
  return {
    database,
    nodes: [opened[0].node, opened[1].node] as const,
    store,
    /** As `nodes`, with an empty memory, and the database as `seeing` lets it see it. */
    another: async (seeing?: (database: Database) => Database) => {
      const { node, end } = await openNode(shared, seeing);
      return { ...node, close: end };
    },
    /** From then on every question to the store fails. */
    breakStores: () => Promise.all(opened.map(({ stores }) => stores.close())),
    differences: (node: CatalogNode, tenant = 'acme') => differences(database.db, node, tenant),
    async close() {
      for (const { end } of opened) await end();
      await database.close();
    },
  };
}

interface Shared {
  readonly database: TestDatabase;
  readonly clock: Clock;
  readonly steps: readonly PublicationStep[];
  readonly store: MemoryEngine;
}

async function openNode(
  { database, clock, steps, store }: Shared,
  seeing: (database: Database) => Database = (all) => all,
) {
  const stores = memoryStores({ engine: store });
  const registry = createRegistry(catalogCategories);
  const layer = createAcceleration({ namespace, registry, stores, keyRing: testKeyRing, ...unhurried });
  await layer.ready();
  const { counted, connections } = countingConnections(seeing(database.db));
  const caches: Caches = {
    cache: layer.cache,
    explain: layer.explain,
    invalidate: layer.invalidate,
    announcePurge: layer.announcePurge,
    refreshTunings: layer.refreshTunings,
    newBudget: layer.newBudget,
    sharesChanges: true,
    generation: () => layer.health.generation,
  };
  const running = await catalogOn(database, { clock, steps, caches, seen: counted });
  return {
    stores,
    node: { ...running, caches, connections } satisfies CatalogNode,
    async end() {
      await running.server.close();
      await layer.close();
      await stores.close();
    },
  };
}

/** How many transactions took a connection for the work. */
export async function connectionsTaken(
  { connections }: Pick<CatalogNode, 'connections'>,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = connections();
  await work();
  return connections() - before;
}

/** Copies in the store that are not what the tables say, and how many copies of each category were found. */
async function differences(db: Database, { catalog, caches }: CatalogNode, tenant: string) {
  const wrong: string[] = [];
  const found: Record<string, number> = {};
  for (const { category, copies } of catalog.caches ?? []) {
    let after: string | undefined;
    do {
      const place = after;
      const batch = await db.withTenant(tenantId(tenant), 'read', (tx) => copies(tx, place));
      for (const { key, contentHash } of batch.copies) {
        const stored = await caches.cache(category).stored(key);
        if (stored.outcome !== 'copy') continue;
        found[category.name] = (found[category.name] ?? 0) + 1;
        if (stored.contentHash !== contentHash) wrong.push(key.data);
      }
      after = batch.after;
    } while (after !== undefined);
  }
  return { wrong, found };
}

function countingConnections(database: Database) {
  let taken = 0;
  const counted: Database = {
    ...database,
    withTenant: (tenant, access, work) =>
      database.withTenant(tenant, access, async (tx) => {
        try {
          return await work(tx);
        } finally {
          if (holdsConnection(tx)) taken += 1;
        }
      }),
  };
  return { counted, connections: () => taken };
}
