import { setTimeout as sleep } from 'node:timers/promises';
import { answersPing, type RedisService, redisService, startRedis } from './redis.ts';
import { becomesTrue, startRedisProcess } from './redis-process.ts';

const NAME = 'quotewright';

/** A primary with two replicas, watched by three sentinels: a failover takes 2 to 5 seconds. */
export interface RedisSentinelSet {
  readonly name: string;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  /** The first one; a failover makes another. */
  readonly primary: RedisService;
  readonly replicas: readonly RedisService[];
  /** Whom all sentinels call the primary, as soon as they agree. */
  currentPrimary(): Promise<RedisService>;
  /** Kills the present primary, and resolves when the sentinels have made another. */
  killPrimary(): Promise<RedisService>;
  /**
   * Freezes the replicas and cuts their connections: what the primary acknowledges from here on is lost if it is killed.
   * Thawed by `killPrimary`, or one by one.
   */
  cutReplicas(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSentinelSet(): Promise<RedisSentinelSet> {
  const quick = { 'repl-diskless-sync-delay': '0', 'repl-timeout': '60' };
  const primary = await startRedis({ settings: quick });
  const services: RedisService[] = [primary];
  const stop = async () => void (await Promise.all(services.map((service) => service.stop())));
  const add = async (starting: Promise<RedisService>) => {
    const service = await starting;
    services.push(service);
    return service;
  };
  const replicas: RedisService[] = [];
  const sentinels: RedisService[] = [];
  try {
    const following = { ...quick, replicaof: `127.0.0.1 ${primary.port}` };
    replicas.push(...(await all([1, 2], () => add(startRedis({ settings: following })))));
    await holds(replicas, async (replica) => (await replicationOf(replica)).includes('link_status:up'));
    // Not before: a sentinel asks the primary for its replicas when it starts, and again after ten seconds.
    sentinels.push(...(await all([1, 2, 3], () => add(startSentinel(primary.port)))));
    await holds(sentinels, async (sentinel) => (await viewOf(sentinel)) === '2/2');
  } catch (error) {
    await stop();
    throw error;
  }

  const members = [primary, ...replicas];

  /** Whom each sentinel names. After a failover they hear of it one after the other. */
  async function named(): Promise<readonly RedisService[]> {
    const answers = sentinels.map((sentinel) =>
      sentinel.command('SENTINEL', 'get-master-addr-by-name', NAME),
    );
    const ports = ((await Promise.all(answers)) as [string, string][]).map(([, port]) => Number(port));
    return members.flatMap((service) => ports.filter((port) => port === service.port).map(() => service));
  }

  async function currentPrimary(): Promise<RedisService> {
    for (;;) {
      const [one, ...others] = await named();
      if (one !== undefined && others.every((other) => other === one)) return one;
      await sleep(20);
    }
  }

  return {
    name: NAME,
    sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
    primary,
    replicas,
    currentPrimary,
    async killPrimary() {
      const old = await currentPrimary();
      await old.kill();
      await Promise.all(members.filter((member) => member !== old).map((member) => member.thaw()));
      for (;;) {
        const now = await currentPrimary();
        if (now !== old && (await replicationOf(now)).includes('role:master')) return now;
        await sleep(50);
      }
    },
    async cutReplicas() {
      const current = await currentPrimary();
      await Promise.all(members.filter((member) => member !== current).map((member) => member.freeze()));
      await current.command('CLIENT', 'KILL', 'TYPE', 'replica');
    },
    stop,
  };
}

/** Waits for all before it fails for one: none may start unseen. */
async function all<T>(numbers: readonly number[], start: () => Promise<T>): Promise<T[]> {
  const results = await Promise.allSettled(numbers.map(start));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function holds(services: readonly RedisService[], check: (service: RedisService) => Promise<boolean>) {
  const answers = await Promise.all(services.map((service) => becomesTrue(() => check(service))));
  if (answers.includes(false)) throw new Error('the sentinel set did not come together');
}

const replicationOf = async (service: RedisService) => String(await service.command('INFO', 'replication'));

async function startSentinel(primary: number): Promise<RedisService> {
  const process = await startRedisProcess({
    sentinel: true,
    settings: () => ({}),
    lines: [
      `sentinel monitor ${NAME} 127.0.0.1 ${primary} 2`,
      `sentinel down-after-milliseconds ${NAME} 1000`,
      `sentinel failover-timeout ${NAME} 5000`,
      `sentinel parallel-syncs ${NAME} 1`,
    ],
    answers: answersPing,
  });
  return redisService(process, { port: process.port });
}

/** How many other sentinels and replicas a sentinel knows of. */
async function viewOf(sentinel: RedisService): Promise<string> {
  const fields = (await sentinel.command('SENTINEL', 'master', NAME)) as string[];
  const field = (name: string) => fields[fields.indexOf(name) + 1];
  return `${field('num-other-sentinels')}/${field('num-slaves')}`;
}
