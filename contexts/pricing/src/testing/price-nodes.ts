import {
  createAcceleration,
  createRecorder,
  createRegistry,
  namespaceOf,
  type StoreKey,
  systemTimers,
  type Timers,
} from '@quotewright/acceleration';
import { MemoryEngine, memoryStores } from '@quotewright/acceleration/memory';
import { testKeyRing, unhurried } from '@quotewright/acceleration/testing';
import { tenantId } from '@quotewright/kernel';
import {
  type Caches,
  cacheGenerations,
  purgeCache,
  quarantineCache,
  releaseCache,
} from '@quotewright/platform/cache';
import type { Database } from '@quotewright/platform/postgres';
import type { TestEngine } from '@quotewright/platform/testing';
import { expect } from 'vitest';
import { confidentialResultCategory, resultCategory } from '../adapters/price-result-categories.ts';
import type { SimulationTerms } from '../application/simulate-price.ts';
import type { PriceRequest, SimulatedPrice } from '../domain/price-request.ts';
import type { PricingModule } from '../module.ts';
import { actor, openWorkbench, type Workbench } from './pricing-workbench.ts';

/** Milliseconds: how long a category of results waits for a place, and what becomes of it in tests. */
const LOCK_WAIT = 2_000;
const HURRIED = 50;

/** Nobody is sent away after seconds, because nobody is here to wait for them. */
const impatient: Timers = {
  after: (ms, call) => systemTimers.after(ms === LOCK_WAIT ? HURRIED : ms, call),
};

export interface PriceNode {
  readonly pricing: PricingModule;
  readonly caches: Caches;
  /** Prices as a simulation, in a transaction of the tenant. Throws where it is too busy. */
  ask(request: PriceRequest, terms?: SimulationTerms, tenant?: string): Promise<SimulatedPrice>;
  /** Computations of results until now, by their outcome. */
  computations(outcome: 'loaded' | 'failed'): number;
  /** Results that were larger than the store takes. */
  oversize(): number;
  /** From then on every question to the store fails. */
  breakStore(): Promise<void>;
}

export interface PriceNodes {
  readonly bench: Workbench;
  open(database?: Database): Promise<PriceNode>;
  /** What stands in the store under a key without its namespace. */
  stored(copyKey: string | undefined): Promise<Buffer>;
  /** About all copied results of the tenant; tells the nodes. The number of the purge. */
  purge(node: PriceNode, deed?: keyof typeof deeds): Promise<number>;
  close(): Promise<void>;
}

const RESULTS: readonly string[] = [resultCategory.name, confidentialResultCategory.name];

const deeds = { purge: purgeCache, quarantine: quarantineCache, release: releaseCache };

const namespace = namespaceOf({ env: 'test', installationId: 'i-1', truthEpoch: 1 });

/** Nodes with memory of their own on one store and one database. */
export async function openPriceNodes(
  engine: TestEngine,
  {
    isImpatient = false,
    ...options
  }: { readonly offerings: readonly string[]; readonly isImpatient?: boolean },
): Promise<PriceNodes> {
  const bench = await openWorkbench(engine, options);
  const store = new MemoryEngine();
  const looking = memoryStores({ engine: store });
  const closing: (() => Promise<void>)[] = [];

  return {
    bench,
    async open(database = bench.db) {
      const stores = memoryStores({ engine: store });
      const telemetry = createRecorder();
      const described = bench.nodeWith(nothing).caches ?? [];
      const layer = createAcceleration({
        namespace,
        registry: createRegistry(described.map(({ category }) => category)),
        stores,
        keyRing: testKeyRing,
        generations: cacheGenerations(bench.db),
        telemetry,
        ...unhurried,
        ...(isImpatient && { timers: impatient }),
      });
      await layer.ready();
      const caches: Caches = { ...layer, sharesChanges: true, generation: () => layer.health.generation };
      const pricing = bench.nodeWith(caches, database);
      closing.push(async () => {
        await layer.close();
        await stores.close();
      });
      const counted = (metric: string, labels: Readonly<Record<string, string>>) =>
        telemetry
          .snapshot()
          .metrics.filter(({ definition }) => definition.name === `redis_${metric}`)
          .flatMap(({ samples }) => samples)
          .filter(({ labels }) => RESULTS.includes(labels['cache_name'] ?? ''))
          .filter((sample) => Object.entries(labels).every(([name, value]) => sample.labels[name] === value))
          .reduce((sum, { value }) => sum + value, 0);
      return {
        pricing,
        caches,
        async ask(request, terms = {}, tenant = actor.tenant) {
          const price = await pricing.api.simulate(
            (work) => database.withTenant(tenantId(tenant), 'read', work),
            request,
            terms,
          );
          if (price === 'busy') throw new Error('busy');
          return price;
        },
        computations: (outcome) => counted('cache_load_total', { outcome }),
        oversize: () => counted('cache_unstored_total', { why: 'oversize' }),
        breakStore: () => stores.close(),
      };
    },
    async stored(copyKey) {
      const bytes = await looking.entries.get(`${namespace.text}:${copyKey}` as StoreKey);
      if (bytes === null) throw new Error(`nothing is stored under ${copyKey}`);
      return Buffer.from(bytes);
    },
    async purge({ caches }, deed = 'purge') {
      for (const category of RESULTS) {
        const order = { category, reason: 'a wrong price was seen', actor };
        const row = await bench.db.withTenant(actor.tenant, 'write', (tx) => deeds[deed](tx, order));
        if (row === null) continue;
        await caches.announcePurge(row);
        // Until the node has read the table, what it makes is not believed.
        await expect.poll(() => caches.generation()).toBe(row.generation);
      }
      return caches.generation();
    },
    async close() {
      for (const close of closing) await close();
      await looking.close();
      await bench.close();
    },
  };
}

/** Enough to be told which categories there are. */
const nothing = {
  sharesChanges: false,
  generation: () => 0,
  cache: ({ name }) => ({ name }) as never,
} as Pick<Caches, 'sharesChanges' | 'generation' | 'cache'> as Caches;
