import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'ioredis';
import { freePort } from './free-port.ts';
import { answersPing, type RedisService, redisService } from './redis.ts';
import { becomesTrue, startRedisProcess } from './redis-process.ts';

const PRIMARIES = 3;
const NODES = 6;
const SLOTS = 16_384;

/** Three primaries with a replica each. */
export interface RedisClusterService {
  readonly nodes: readonly RedisService[];
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** Who serves the slot, or the slot of the key, now. */
  primaryOf(slotOrKey: number | string): Promise<RedisService>;
  /** Kills it, and resolves when its replica serves instead: 1 to 4 seconds. */
  killPrimaryOf(slotOrKey: number | string): Promise<RedisService>;
  /** Moves the slot with its keys (1,000 at most) to another primary. */
  moveSlotOf(slotOrKey: number | string): Promise<RedisService>;
  stop(): Promise<void>;
}

/*
 * By commands rather than by `redis-cli --cluster create`, which sleeps whole seconds and derives the bus port from the
 * port, so that a free port above 55,535 would have none.
 */
export async function startRedisCluster(): Promise<RedisClusterService> {
  const started = await Promise.allSettled(Array.from({ length: NODES }, startNode));
  const nodes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value.service] : []));
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    const failed = started.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const busPorts = started.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.busPort] : [],
    );
    await join(nodes, busPorts);
  } catch (error) {
    await stop();
    throw error;
  }

  async function ownerOf(slot: number, ask: RedisService): Promise<RedisService | undefined> {
    const ranges = (await ask.command('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
    return nodes.find((node) => node.port === port);
  }

  /** The others may still name the one before, or may not: the node itself knows. */
  async function primaryOf(slotOrKey: number | string): Promise<RedisService> {
    const slot = slotOf(slotOrKey);
    const claims = async (node: RedisService) => {
      if ((await ownerOf(slot, node)) === node && (await isHealthy(node))) return node;
      throw new Error('it does not serve the slot');
    };
    for (;;) {
      const owner = await Promise.any(nodes.map(claims)).catch(() => undefined);
      if (owner !== undefined) return owner;
      await sleep(20);
    }
  }

  return {
    nodes,
    addresses: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
    primaryOf,
    async killPrimaryOf(slotOrKey) {
      await (await primaryOf(slotOrKey)).kill();
      return primaryOf(slotOrKey);
    },
    async moveSlotOf(slotOrKey) {
      const slot = slotOf(slotOrKey);
      const old = await primaryOf(slot);
      const owners = await Promise.all([0, SLOTS / 2, SLOTS - 1].map(primaryOf));
      const target = owners.find((owner) => owner !== old) as RedisService;
      const assign = async (node: RedisService, ...state: string[]) =>
        void (await node.command('CLUSTER', 'SETSLOT', String(slot), ...state));
      const id = await idOf(target);
      await assign(target, 'IMPORTING', await idOf(old));
      await assign(old, 'MIGRATING', id);
      const keys = (await old.command('CLUSTER', 'GETKEYSINSLOT', String(slot), '1000')) as string[];
      if (keys.length > 0) {
        await old.command('MIGRATE', '127.0.0.1', String(target.port), '', '0', '5000', 'KEYS', ...keys);
      }
      // The importing one first: it takes a higher epoch, by which all others believe it.
      await assign(target, 'NODE', id);
      await assign(old, 'NODE', id);
      const views = [target, old].map((node) =>
        becomesTrue(async () => (await ownerOf(slot, node)) === target),
      );
      if ((await Promise.all(views)).includes(false)) throw new Error('the slot did not move');
      return target;
    },
    stop,
  };
}

export function slotOf(slotOrKey: number | string): number {
  return typeof slotOrKey === 'number' ? slotOrKey : new Command('get', [slotOrKey]).getSlot();
}

async function startNode(): Promise<{ readonly service: RedisService; readonly busPort: number }> {
  const busPort = await freePort();
  const process = await startRedisProcess({
    settings: () => ({
      'cluster-enabled': 'yes',
      'cluster-config-file': 'nodes.conf',
      'cluster-node-timeout': '1000',
      'cluster-port': String(busPort),
      'repl-diskless-sync-delay': '0',
    }),
    answers: answersPing,
  });
  return { service: redisService(process, { port: process.port }), busPort };
}

async function join(nodes: readonly RedisService[], busPorts: readonly number[]): Promise<void> {
  const [first, ...others] = nodes as [RedisService, ...RedisService[]];
  const share = Math.ceil(SLOTS / PRIMARIES);
  await Promise.all(
    nodes.map(async (node, index) => {
      await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
      if (index >= PRIMARIES) return;
      const last = Math.min(SLOTS, (index + 1) * share) - 1;
      await node.command('CLUSTER', 'ADDSLOTSRANGE', String(index * share), String(last));
    }),
  );
  for (const node of others) {
    await node.command('CLUSTER', 'MEET', '127.0.0.1', String(first.port), String(busPorts[0]));
  }
  await all(nodes, async (node) => (await knownTo(node)) === NODES && (await isHealthy(node)));
  await Promise.all(
    nodes.slice(PRIMARIES).map(async (node, index) => {
      await node.command('CLUSTER', 'REPLICATE', await idOf(nodes[index] as RedisService));
    }),
  );
  await all(nodes.slice(PRIMARIES), async (node) =>
    String(await node.command('INFO', 'replication')).includes('link_status:up'),
  );
  // A failover needs the votes of primaries that know whose replica it is.
  await all(nodes, async (node) => {
    const listed = String(await node.command('CLUSTER', 'NODES'));
    return listed.split('\n').filter((line) => /\bslave\b/.test(line)).length === NODES - PRIMARIES;
  });
}

async function all(
  nodes: readonly RedisService[],
  holds: (node: RedisService) => Promise<boolean>,
): Promise<void> {
  const answers = await Promise.all(nodes.map((node) => becomesTrue(() => holds(node))));
  if (answers.includes(false)) throw new Error('the nodes did not become a cluster');
}

const idOf = async (node: RedisService) => String(await node.command('CLUSTER', 'MYID'));

async function isHealthy(node: RedisService): Promise<boolean> {
  return String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
}

async function knownTo(node: RedisService): Promise<number> {
  return Number(/cluster_known_nodes:(\d+)/.exec(String(await node.command('CLUSTER', 'INFO')))?.[1]);
}
