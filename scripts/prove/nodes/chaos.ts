import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisService } from '@quotewright/acceleration/testing';
import type { KafkaService } from '@quotewright/platform/testing/kafka';
import type { ServerNode } from '../../../apps/server/e2e/several-nodes.ts';
import type { Stage } from './writers.ts';

export interface Breakable {
  readonly redis: RedisService;
  readonly kafka: KafkaService;
  readonly nodes: readonly ServerNode[];
}

/** After a store answers again: breakers ask again (a second and a probe), and what was pending is drained. */
const RECOVERY_MS = 3_000;

/** How often what is done, against the others. */
const WEIGHTS = {
  'buses cut': 2,
  'connections cut': 1,
  'store emptied': 2,
  'store full': 1,
  'store frozen': 2,
  'store killed': 2,
  'Kafka killed': 1,
  'Kafka frozen': 1,
  'node killed': 1,
  'node stopped': 1,
};
type Deed = keyof typeof WEIGHTS;
const WHEEL = Object.entries(WEIGHTS).flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed as Deed));

/** Breaks things while the stage goes on. When it resolves, all are whole again. */
export async function wreakHavoc({ redis, kafka, nodes }: Breakable, stage: Stage): Promise<void> {
  const { diary, random } = stage;
  const count = (deed: Deed) => diary.deeds.set(deed, (diary.deeds.get(deed) ?? 0) + 1);
  // What takes long goes on beside the rest, each kind once at a time.
  const underWay = new Map<string, Promise<void>>();
  const failures: unknown[] = [];

  const outage = async (milliseconds: number, begin: () => Promise<unknown>, end: () => Promise<unknown>) => {
    const from = Date.now();
    await begin();
    await sleep(milliseconds);
    await end();
    diary.outages.push({ from, to: Date.now() + RECOVERY_MS });
  };
  const beside = (deed: string, work: () => Promise<void>) => {
    if (underWay.has(deed)) return false;
    const ended = work().then(
      () => void underWay.delete(deed),
      (error: unknown) => void failures.push(error),
    );
    underWay.set(deed, ended);
    return true;
  };

  const deeds: Readonly<Record<Deed, () => Promise<boolean | void>>> = {
    'buses cut': async () => void (await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub')),
    'connections cut': () =>
      outage(0, () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {}), nothing),
    'store emptied': () => redis.flush(),
    // No outage: dropping a copy needs no memory.
    'store full': async () => {
      await redis.fill();
      await sleep(random.between(0, 1_500));
      await redis.setConfig('maxmemory', '0');
      await redis.flush();
    },
    'store frozen': () => outage(random.between(50, 3_000), redis.freeze, redis.thaw),
    'store killed': () => outage(random.between(0, 1_500), redis.kill, redis.restart),
    'Kafka killed': async () =>
      beside('Kafka', async () => {
        await kafka.kill();
        await sleep(random.between(0, 2_000));
        await kafka.restart();
      }),
    'Kafka frozen': async () =>
      beside('Kafka', async () => {
        await kafka.freeze();
        await sleep(random.between(500, 8_000));
        await kafka.thaw();
      }),
    'node killed': async () =>
      beside('node', async () => {
        const node = random.pick(nodes);
        await node.kill();
        await sleep(random.between(0, 1_000));
        await node.start();
      }),
    'node stopped': async () =>
      beside('node', async () => {
        const node = random.pick(nodes);
        const printed = node.output().length;
        const status = await node.stop();
        if (status !== 0) {
          const last = node.output().slice(printed).slice(-2_000);
          diary.faults.push(`${node.name} ended with status ${status} when it was asked to:\n${last}`);
        }
        await node.start();
      }),
  };
  while (stage.goesOn()) {
    await sleep(random.between(200, 1_800));
    const deed = random.pick(WHEEL);
    if ((await deeds[deed]()) !== false) count(deed);
  }
  await Promise.all(underWay.values());
  if (failures.length > 0) throw failures[0];
}

const nothing = async () => {};
