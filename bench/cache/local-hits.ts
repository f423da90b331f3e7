import type { CacheKey } from '@quotewright/acceleration';
import { memoryStores } from '@quotewright/acceleration/memory';
import { createCache } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { LRUCache } from 'lru-cache';
import { type OfferingDocument, offeringDocument, TENANT, VERSION } from './document.ts';
import { openOurLayer } from './our-layer.ts';
import { throughput, type Variant } from './variant.ts';

const KEYS = 1_000;
const READS = 200_000;
const ROOM = 2 * KEYS;
const LIFE_SECONDS = 3_600;

const LRU_GET = 'L1: lru-cache, get (synchronous)';
const FASTEST_PEER = 'L1: async-cache-dedupe, prebuilt key';
const WITH_KEY = 'L1: async-cache-dedupe, key built';

/** Bytes: room for all documents, decoded. */
const OUR_ROOM = 256 * 1_024 * 1_024;

export interface LocalHits {
  readonly variants: readonly Variant[];
  close(): Promise<void>;
}

/** Hits in memory, one awaited after the other; values are handed out as they are, without a copy. */
export async function localHits(): Promise<LocalHits> {
  const documents = Array.from({ length: KEYS }, (_, number) => offeringDocument(number));
  const ids = documents.map(({ id }) => id);
  const keys = ids.map(keyOf);
  const load = async (): Promise<OfferingDocument> => documents[0] as OfferingDocument;

  const lru = new LRUCache<string, OfferingDocument>({ max: ROOM, ttl: LIFE_SECONDS * 1_000 });
  const dedupe = createCache({
    ttl: LIFE_SECONDS,
    storage: { type: 'memory', options: { size: ROOM } },
  }).define('offering', load);
  const dedupeByParts = createCache({
    ttl: LIFE_SECONDS,
    storage: { type: 'memory', options: { size: ROOM } },
  }).define('offering', (_parts: { tenant: string; version: string; id: string }) => load());
  const bento = new BentoCache({
    default: 'local',
    ttl: LIFE_SECONDS * 1_000,
    stores: {
      local: bentostore().useL1Layer(memoryDriver({ maxItems: ROOM, serialize: false })),
    },
  });
  const readDedupe = dedupe.offering as (key: string) => Promise<OfferingDocument>;
  for (const [at, key] of keys.entries()) {
    lru.set(key, documents[at]);
    await readDedupe(key);
    await dedupeByParts.offering({ tenant: TENANT, version: VERSION, id: ids[at] as string });
    await bento.set({ key, value: documents[at] });
  }

  const stores = memoryStores({ maxBytes: OUR_ROOM });
  const ours = await openOurLayer(stores, KEYS, OUR_ROOM);
  const { plain, changeable } = ours;
  const ourKeys = ids.map(plain.keyOf);
  const changeableKeys = ids.map(changeable.keyOf);
  const missed = async (): Promise<never> => {
    throw new Error('it was to be a hit');
  };

  const prebuilt = (at: number) => keys[at] as string;
  const built = (at: number) => keyOf(ids[at] as string);
  const changeableHits = awaited('L1: quotewright, changeable, prebuilt key', FASTEST_PEER, (at) =>
    changeable.cache.get(changeableKeys[at] as CacheKey, missed),
  );
  const variants: readonly Variant[] = [
    {
      label: LRU_GET,
      unit: 'op/s',
      measure: async () => perSecond((at) => lru.get(prebuilt(at))),
    },
    awaited('L1: lru-cache behind an async function', LRU_GET, async (at) => lru.get(prebuilt(at))),
    awaited(FASTEST_PEER, undefined, (at) => readDedupe(prebuilt(at))),
    awaited('L1: bentocache, serialize: false, prebuilt key', FASTEST_PEER, (at) =>
      bento.getOrSet({ key: prebuilt(at), factory: load }),
    ),
    awaited(WITH_KEY, undefined, (at) =>
      dedupeByParts.offering({ tenant: TENANT, version: VERSION, id: ids[at] as string }),
    ),
    awaited('L1: bentocache, serialize: false, key built', WITH_KEY, (at) =>
      bento.getOrSet({ key: built(at), factory: load }),
    ),
    awaited('L1: quotewright, versioned, prebuilt key', FASTEST_PEER, (at) =>
      plain.cache.get(ourKeys[at] as CacheKey, missed),
    ),
    {
      ...changeableHits,
      async measure() {
        await ours.trusted();
        for (const key of changeableKeys) await changeable.cache.get(key, missed);
        return changeableHits.measure();
      },
    },
    awaited('L1: quotewright, versioned, key built', WITH_KEY, (at) =>
      plain.cache.get(plain.keyOf(ids[at] as string), missed),
    ),
    {
      label: 'L1: quotewright, peek (synchronous)',
      unit: 'op/s',
      reference: LRU_GET,
      measure: async () => perSecond((at) => plain.cache.peek(ourKeys[at] as CacheKey)),
    },
  ];
  return {
    variants,
    async close() {
      await ours.close();
      await stores.close();
    },
  };
}

const keyOf = (id: string) => `cpq:catalog:${TENANT}:offering:${VERSION}:${id}`;

function awaited(
  label: string,
  reference: string | undefined,
  read: (at: number) => Promise<unknown>,
): Variant {
  return throughput(label, reference, READS, async () => {
    for (let done = 0; done < READS; done += 1) {
      if ((await read(done % KEYS)) === undefined) throw new Error(`${label} missed`);
    }
  });
}

function perSecond(read: (at: number) => unknown): number {
  const started = performance.now();
  for (let done = 0; done < READS; done += 1) {
    if (read(done % KEYS) === undefined) throw new Error('missed');
  }
  return (READS / (performance.now() - started)) * 1_000;
}
