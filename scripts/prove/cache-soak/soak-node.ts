// One node of the soak, in a process of its own: node soak-node.ts <redis url>. Talks to the parent over IPC.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  absent,
  type CacheKey,
  createAcceleration,
  createRegistry,
  type Load,
  namespaceOf,
} from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { aChangeableCategory, SeededRandom } from '@quotewright/acceleration/testing';
import type { FromNode, NodeReport, ToNode } from './soak-messages.ts';

const ACTORS = 8;
const TENANTS = ['acme', 'globex'];
const KEYS = 4;
const TRUST_WINDOW = 2_000;
/** Milliseconds a message of the parent may lie unread; what it says is then old news. */
const SLACK = 50;

interface Fact {
  readonly tenant: string;
  readonly key: string;
  readonly version: number;
}

const category = aChangeableCategory<Fact>();
const namespace = namespaceOf({ env: 'soak', installationId: 'soak', truthEpoch: 1 });
const url = process.argv[2] as string;
const stores = redisStores({ cache: { mode: 'standalone', url }, namespace });
const layer = createAcceleration({
  namespace,
  registry: createRegistry([category]),
  stores,
  trustWindow: TRUST_WINDOW,
});
const cache = layer.cache(category);
const keys = TENANTS.flatMap((tenant) =>
  Array.from({ length: KEYS }, (_, index) => cache.key(tenant, { id: `k-${index}` })),
);

const tell = (message: FromNode) => process.send?.(message);
const questions = new Map<number, (version: number) => void>();
/** For each key the floors this node was told of, oldest first. */
const told = new Map<string, { readonly version: number; readonly at: number }[]>();
const own = new Map<string, number>();
let asked = 0;

function ask(kind: 'load' | 'change', key: string): Promise<number> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    questions.set(id, resolve);
    tell({ kind, id, key });
  });
}

process.on('message', (message: ToNode) => {
  if (message.kind === 'answer') {
    questions.get(message.id)?.(message.version);
    questions.delete(message.id);
  } else if (message.kind === 'floor') {
    const floors = told.get(message.key) ?? [];
    floors.push({ version: message.version, at: performance.now() });
    told.set(message.key, floors.slice(-200));
  } else {
    void soak(message.seed, message.milliseconds).then((report) => tell({ kind: 'settled', report }));
  }
});
process.on('disconnect', () => process.exit());

function floorOf(key: string, until: number): number {
  return (told.get(key) ?? []).reduce(
    (floor, { version, at }) => (at <= until ? Math.max(floor, version) : floor),
    0,
  );
}

async function soak(seed: number, milliseconds: number): Promise<NodeReport> {
  const end = performance.now() + milliseconds;
  const violations: string[] = [];
  const count = { reads: 0, hits: 0, changes: 0 };

  const loader =
    (random: SeededRandom): Load<Fact> =>
    async (key) => {
      const version = await ask('load', key.data);
      await sleep(random.between(0, 30));
      if (version % 7 === 6) return absent;
      return { tenant: key.tenant ?? '', key: key.data, version };
    };

  async function read(key: CacheKey, random: SeededRandom): Promise<void> {
    const start = performance.now();
    const floor = { now: floorOf(key.data, start), late: floorOf(key.data, start - TRUST_WINDOW - SLACK) };
    const mine = own.get(key.data) ?? 0;
    const reading = await cache.get(key, loader(random));
    count.reads += 1;
    if (reading.outcome === 'refused')
      return void (reading.reason === 'busy' || violations.push(reading.reason));
    if (reading.source === 'l1' || reading.source === 'l2' || reading.source === 'stale') count.hits += 1;
    if (reading.outcome === 'absent') return;
    const { value, source } = reading;
    const least = Math.max(mine, source === 'l1' ? floor.late : floor.now);
    if (value.version < least)
      violations.push(`${key.data}: ${value.version} from ${source}, ${least} was acknowledged`);
    if (value.key !== key.data || value.tenant !== key.tenant)
      violations.push(`${key.data}: got ${value.key}`);
  }

  async function change(key: CacheKey): Promise<void> {
    const version = await ask('change', key.data);
    count.changes += 1;
    if ((await layer.invalidate([key])) !== 'acknowledged') return;
    own.set(key.data, Math.max(version, own.get(key.data) ?? 0));
    tell({ kind: 'acknowledged', key: key.data, version });
  }

  async function act(random: SeededRandom): Promise<void> {
    while (performance.now() < end) {
      const key = random.pick(keys);
      if (random.chance(0.05)) await change(key);
      else await read(key, random);
      if (random.chance(0.3)) await sleep(random.between(0, 5));
    }
  }

  const random = new SeededRandom(seed);
  await Promise.all(Array.from({ length: ACTORS }, (_, actor) => act(random.fork(`actor ${actor}`))));
  await recovered(violations);
  return { ...count, violations };
}

/** The store is back by now: what was owed is paid, and the cache is used again. */
async function recovered(violations: string[]): Promise<void> {
  const healthy = () => {
    const { store, coordination, busTrusted, pendingInvalidations } = layer.health;
    return store === 'closed' && coordination === 'closed' && busTrusted && pendingInvalidations === 0;
  };
  for (let tries = 0; tries < 400 && !healthy(); tries += 1) await sleep(25);
  if (!healthy()) violations.push(`not recovered: ${JSON.stringify(layer.health)}`);
}

await layer.ready();
tell({ kind: 'ready' });
