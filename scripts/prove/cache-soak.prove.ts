import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisService, SeededRandom, startRedis } from '@quotewright/acceleration/testing';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';
import type { FromNode, NodeReport, ToNode } from './cache-soak/soak-messages.ts';

const FULL_ROUNDS = 500;
const NODES = 2;
const ROUND_MS = 6_000;
/** Milliseconds at the end of a round in which nothing is broken. */
const QUIET_MS = 1_500;

export const battery: Battery = {
  name: 'cache-soak',
  title:
    'two processes on a real Redis that is killed, frozen, emptied and cut off: no read is older than what was acknowledged',
  seconds: 60,
  async run({ seconds, seed, full, log }: BatteryTask) {
    const redis = await startRedis();
    const truth = new Map<string, number>();
    const nodes: ChildProcess[] = [];
    const failures: BatteryFailure[] = [];
    const end = performance.now() + seconds * 1000;
    let rounds = 0;
    let reads = 0;
    try {
      for (let index = 0; index < NODES; index += 1) nodes.push(await startNode(redis.url, truth, nodes));
      while (full ? rounds < FULL_ROUNDS : performance.now() < end) {
        const roundSeed = seed + rounds;
        const reports = await oneRound(nodes, redis, roundSeed);
        const found = reports.flatMap(({ violations }) => violations);
        if (found.length > 0) failures.push({ seed: roundSeed, what: found.slice(0, 5).join('\n') });
        rounds += 1;
        reads += reports.reduce((sum, report) => sum + report.reads, 0);
        if (rounds % 5 === 0) log(`${rounds} rounds, ${reads} reads`);
      }
    } finally {
      for (const node of nodes) node.kill('SIGKILL');
      await redis.stop();
    }
    return { rounds, failures };
  },
};

/** Answers the node's questions from the truth, and tells all nodes what was acknowledged. */
async function startNode(
  url: string,
  truth: Map<string, number>,
  nodes: readonly ChildProcess[],
): Promise<ChildProcess> {
  const node = fork(join(import.meta.dirname, 'cache-soak', 'soak-node.ts'), [url]);
  node.on('message', (message: FromNode) => {
    if (message.kind === 'change') truth.set(message.key, (truth.get(message.key) ?? 1) + 1);
    if (message.kind === 'change' || message.kind === 'load') {
      send(node, { kind: 'answer', id: message.id, version: truth.get(message.key) ?? 1 });
    }
    if (message.kind === 'acknowledged') {
      for (const each of nodes) send(each, { kind: 'floor', key: message.key, version: message.version });
    }
  });
  await nextFrom(node, 'ready');
  return node;
}

async function oneRound(
  nodes: readonly ChildProcess[],
  redis: RedisService,
  seed: number,
): Promise<readonly NodeReport[]> {
  const settled = Promise.all(nodes.map((node) => nextFrom(node, 'settled')));
  nodes.forEach((node, index) =>
    send(node, { kind: 'begin', seed: (seed * NODES + index) % 2 ** 32, milliseconds: ROUND_MS }),
  );
  await disturb(redis, new SeededRandom(seed % 2 ** 32));
  return (await settled).map((message) => message.report);
}

async function disturb(redis: RedisService, random: SeededRandom): Promise<void> {
  const end = performance.now() + ROUND_MS - QUIET_MS;
  const deeds: readonly (() => Promise<unknown>)[] = [
    () => redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {}),
    () => redis.flush(),
    () => redis.command('CLIENT', 'PAUSE', String(random.between(1, 500))),
    () => redis.command('SCRIPT', 'FLUSH'),
    async () => {
      await redis.freeze();
      await sleep(random.between(1, 800));
      await redis.thaw();
    },
    async () => {
      await redis.kill();
      await sleep(random.between(1, 500));
      await redis.restart();
    },
  ];
  while (performance.now() < end) {
    await sleep(random.between(50, 1_000));
    await random.pick(deeds)();
  }
}

function send(node: ChildProcess, message: ToNode): void {
  node.send(message);
}

async function nextFrom<Kind extends FromNode['kind']>(
  node: ChildProcess,
  kind: Kind,
): Promise<Extract<FromNode, { kind: Kind }>> {
  for (;;) {
    const [message] = (await once(node, 'message')) as [FromNode];
    if (message.kind === kind) return message as Extract<FromNode, { kind: Kind }>;
  }
}
