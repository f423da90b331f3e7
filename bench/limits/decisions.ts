import { readFile } from 'node:fs/promises';
import {
  createAcceleration,
  createRegistry,
  type LimitAsk,
  namespaceOf,
  type Quota,
  type Stores,
} from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { bareClient, COMMAND_TIMEOUT } from '../cache/bare-client.ts';
import { sideBySide, throughput, type Variant } from '../cache/variant.ts';

const CALLERS = 50;
const DECISIONS = 10_000;
const CLIENTS = 500;

const SCRIPT = new URL('../../packages/acceleration/redis/lua/limit-n.lua', import.meta.url);
const SLOTS = 32;

/** Wide enough that both sides admit everything: the same work is compared. */
const quotas = ['tenant', 'simulation'].map(
  (name): Quota => ({ name, units: 1_000_000, window: 1_000, burst: 1_000_000 }),
);

const askOf = (at: number, buckets: number): LimitAsk => ({
  tenant: 'acme',
  uses: quotas.slice(0, buckets).map((quota) => ({ quota, parts: [`client-${at % CLIENTS}`], cost: 1 })),
  whenStoreDown: 'local',
});

export interface Decisions {
  readonly variants: readonly Variant[];
  close(): Promise<void>;
}

/** Decisions on the store, against the same script called with keys and numbers at hand; and decisions without it. */
export async function decisions(redisUrl: string): Promise<Decisions> {
  const namespace = namespaceOf({ env: 'bench', installationId: 'limits', truthEpoch: 1 });
  const bare = await bareClient(redisUrl);
  const sha = String(await bare.script('LOAD', await readFile(SCRIPT, 'utf8')));
  const stores = redisStores({
    cache: { mode: 'standalone', url: redisUrl },
    namespace,
    commandTimeout: COMMAND_TIMEOUT,
  });
  await stores.ready();
  const layerOver = (over: Stores) =>
    createAcceleration({ namespace, registry: createRegistry([]), stores: over, deadline: COMMAND_TIMEOUT });
  const layer = layerOver(stores);
  const coordination = { ...stores.coordination, takeUnits: () => Promise.reject(new Error('away')) };
  const alone = layerOver({ ...stores, coordination });
  await Promise.all([layer.ready(), alone.ready()]);

  const onStore = (buckets: number): readonly Variant[] => {
    const words = buckets === 1 ? 'one bucket' : `${buckets} buckets`;
    const reference = `bare EVALSHA, ${words}`;
    const terms = quotas.slice(0, buckets).flatMap(() => ['gcra', 1, 1_000_000, 0]);
    const keys = Array.from({ length: CLIENTS }, (_, client) =>
      quotas.slice(0, buckets).map(({ name }) => `bare:{acme}:${name}:${client}`),
    );
    return [
      concurrent(reference, undefined, (at) =>
        bare.evalsha(sha, buckets, ...(keys[at % CLIENTS] ?? []), SLOTS, ...terms),
      ),
      concurrent(`limits.take, ${words}`, reference, (at) => layer.limits.take(askOf(at, buckets))),
    ];
  };
  return {
    variants: [
      ...onStore(1),
      ...onStore(2),
      concurrent('limits.take, the store away, one bucket', undefined, (at) =>
        alone.limits.take(askOf(at, 1)),
      ),
    ],
    async close() {
      await Promise.all([layer.close(), alone.close()]);
      await stores.close();
      bare.disconnect();
    },
  };
}

const concurrent = (label: string, reference: string | undefined, decide: (at: number) => Promise<unknown>) =>
  throughput(label, reference, DECISIONS, () => sideBySide(CALLERS, DECISIONS, decide));
