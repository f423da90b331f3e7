import {
  type Cache,
  type CacheKey,
  createAcceleration,
  createKeyRing,
  createRegistry,
  defineCategory,
  idPart,
  jsonCodec,
  literal,
  namespaceOf,
  type Stores,
  versionPart,
} from '@quotewright/acceleration';
import { until } from '../races/waiting.ts';
import { type OfferingDocument, offeringDocument, TENANT, VERSION } from './document.ts';

const HOUR = 3_600_000;
/** The bare client's limit too: throughput is compared here, not patience. */
const DEADLINE = 1_000;

const answers = {
  system: 'cpq',
  service: 'catalog',
  purpose: 'An offering as the published catalog has it.',
  owner: 'bench',
  truth: 'the benchmark',
  tenantScope: 'tenant',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  codec: jsonCodec<OfferingDocument>(),
  maxDecodedBytes: 256 * 1_024,
  averageBytes: 4_096,
  expectedCardinality: 2_000,
  overCap: 'do-not-store',
  sensitivity: 'none',
  canAffectBusinessState: 'no, because nothing is decided here',
  runbook: 'store-unavailable',
} as const;

const versioned = (name: string, word: string, protection: 'hash' | 'sealed') =>
  defineCategory({
    ...answers,
    name,
    kind: 'read-copy',
    version: { counts: 'publications of the catalog' },
    key: [literal(word), versionPart('v'), idPart('id')],
    ttl: { fresh: HOUR, max: HOUR },
    maxStoredBytes: 128 * 1_024,
    invalidation: 'versioned-key',
    protection,
  });

const plain = versioned('catalog.offering', 'offering', 'hash');
const sealed = versioned('catalog.sealed-offering', 'sealed-offering', 'sealed');
/** Answered from memory only while the node can prove that it hears every invalidation. */
const changeable = defineCategory({
  ...answers,
  name: 'tenancy.config',
  kind: 'tenant-config',
  version: { none: 'because events invalidate it' },
  key: [literal('config'), idPart('id')],
  ttl: { fresh: HOUR / 6, max: HOUR / 4 },
  maxStoredBytes: 32 * 1_024,
  invalidation: { events: ['TenantConfigChanged'] },
  protection: 'hash',
});

/** One category, open; keys are made of the document's id alone. */
export interface OurCache {
  readonly cache: Pick<Cache<never, OfferingDocument>, 'get' | 'getBytes' | 'peek'>;
  keyOf(id: string): CacheKey;
}

export interface OurLayer {
  readonly plain: OurCache;
  readonly sealed: OurCache;
  readonly changeable: OurCache;
  /** Resolves when the node hears its bus: a loop of hits alone keeps the heartbeats out. */
  trusted(): Promise<void>;
  close(): Promise<void>;
}

/** Our layer over these stores, with all documents stored. */
export async function openOurLayer(stores: Stores, documents: number, localBytes: number): Promise<OurLayer> {
  const keyRing = createKeyRing({
    environment: 'bench',
    current: { id: 'k1', secret: 'only a benchmark knows this secret' },
  });
  const layer = createAcceleration({
    namespace: ourNamespace,
    registry: createRegistry([plain, sealed, changeable]),
    stores,
    keyRing,
    localBytes,
    deadline: DEADLINE,
  });
  await layer.ready();
  const trusted = () => until(() => layer.health.busTrusted);
  await trusted();
  const [plainCache, sealedCache] = [layer.cache(plain), layer.cache(sealed)];
  const changeableCache = layer.cache(changeable);
  const opened = {
    plain: {
      cache: plainCache,
      keyOf: (id: string) => plainCache.key(TENANT, { version: VERSION, id }),
    },
    sealed: {
      cache: sealedCache,
      keyOf: (id: string) => sealedCache.key(TENANT, { version: VERSION, id }),
    },
    changeable: { cache: changeableCache, keyOf: (id: string) => changeableCache.key(TENANT, { id }) },
  };
  for (let number = 0; number < documents; number += 1) {
    const document = offeringDocument(number);
    for (const { cache, keyOf } of Object.values(opened)) {
      await cache.get(keyOf(document.id), async () => document);
    }
  }
  return { ...opened, trusted, close: () => layer.close() };
}

export const ourNamespace = namespaceOf({ env: 'bench', installationId: 'cache', truthEpoch: 1 });
