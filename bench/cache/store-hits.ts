import { hash } from 'node:crypto';
import { type Cache, type CacheEntry, cachified } from '@epic-web/cachified';
import type { CacheKey } from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { createCache } from 'async-cache-dedupe';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { bareClient, COMMAND_TIMEOUT } from './bare-client.ts';
import { type OfferingDocument, offeringDocument } from './document.ts';
import { openOurLayer, ourNamespace } from './our-layer.ts';
import { sideBySide, throughput, type Variant } from './variant.ts';

const KEYS = 2_000;
const READS = 10_000;
const CALLERS = 50;
const LIFE_SECONDS = 3_600;

const CHECKED = 'L2: bare GET, parse, deep freeze, SHA-256';
const PARSED = 'L2: bare GET, parse';
const BYTES = 'L2: bare getBuffer';

export interface StoreHits {
  readonly variants: readonly Variant[];
  close(): Promise<void>;
}

/** Hits on the store without any memory before it: 50 callers, every read another key, 4 KB of JSON. */
export async function storeHits(redisUrl: string): Promise<StoreHits> {
  const redis = await bareClient(redisUrl);
  const documents = Array.from({ length: KEYS }, (_, number) => offeringDocument(number));
  const ids = documents.map(({ id }) => id);
  const id = (at: number) => ids[at] as string;
  const missed = async (): Promise<OfferingDocument> => {
    throw new Error('it was to be a hit');
  };

  const bento = new BentoCache({
    default: 'store',
    prefix: 'bento',
    ttl: LIFE_SECONDS * 1_000,
    stores: { store: bentostore().useL2Layer(redisDriver({ connection: redis })) },
  });
  const dedupe = createCache({
    ttl: LIFE_SECONDS,
    storage: { type: 'redis', options: { client: redis } },
  }).define('offering', missed as (id: string) => Promise<OfferingDocument>);
  const adapter: Cache = {
    async get(key) {
      const text = await redis.get(key);
      return text === null ? null : (JSON.parse(text) as CacheEntry);
    },
    set: (key, entry) => redis.set(key, JSON.stringify(entry)),
    delete: (key) => redis.del(key),
  };
  const readCachified = (at: number, load: () => Promise<OfferingDocument>) =>
    cachified({
      key: `cachified:${id(at)}`,
      cache: adapter,
      ttl: LIFE_SECONDS * 1_000,
      getFreshValue: load,
    });

  for (const [at, document] of documents.entries()) {
    await redis.set(`bare:${id(at)}`, JSON.stringify(document), 'EX', LIFE_SECONDS);
    await bento.set({ key: id(at), value: document });
    await dedupe.set('offering', `offering~${id(at)}`, document, LIFE_SECONDS);
    await readCachified(at, async () => document);
  }

  const stores = redisStores({
    cache: { mode: 'standalone', url: redisUrl },
    namespace: ourNamespace,
    commandTimeout: COMMAND_TIMEOUT,
  });
  await stores.ready();
  // A byte of memory holds no entry: every read goes to the store.
  const ours = await openOurLayer(stores, KEYS, 1);
  const { plain, sealed } = ours;
  const ourKeys = ids.map(plain.keyOf);
  const sealedKeys = ids.map(sealed.keyOf);
  const ourKey = (at: number) => ourKeys[at] as CacheKey;
  const sealedKey = (at: number) => sealedKeys[at] as CacheKey;

  const text = async (at: number) => (await redis.get(`bare:${id(at)}`)) as string;
  return {
    variants: [
      concurrent(CHECKED, undefined, async (at) => {
        const read = await text(at);
        hash('sha256', read);
        return deepFreeze(JSON.parse(read));
      }),
      concurrent(PARSED, CHECKED, async (at) => JSON.parse(await text(at))),
      concurrent('L2: bentocache', CHECKED, (at) => bento.getOrSet({ key: id(at), factory: missed })),
      concurrent('L2: async-cache-dedupe', CHECKED, (at) => dedupe.offering(id(at))),
      concurrent('L2: cachified', CHECKED, (at) => readCachified(at, missed)),
      concurrent('L2: quotewright, decoded', CHECKED, (at) => plain.cache.get(ourKey(at), missed)),
      concurrent('L2: quotewright, sealed, decoded', CHECKED, (at) =>
        sealed.cache.get(sealedKey(at), missed),
      ),
      concurrent(BYTES, undefined, (at) => redis.getBuffer(`bare:${id(at)}`)),
      concurrent('L2: quotewright, bytes', BYTES, (at) => plain.cache.getBytes(ourKey(at), missed)),
      concurrent('L2: quotewright, sealed, bytes', BYTES, (at) =>
        sealed.cache.getBytes(sealedKey(at), missed),
      ),
    ],
    async close() {
      await ours.close();
      await stores.close();
      redis.disconnect();
    },
  };
}

function concurrent(
  label: string,
  reference: string | undefined,
  read: (at: number) => Promise<unknown>,
): Variant {
  return throughput(label, reference, READS, () =>
    sideBySide(CALLERS, READS, async (at) => {
      if ((await read(at % KEYS)) === null) throw new Error(`${label} missed`);
    }),
  );
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
