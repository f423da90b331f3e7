import { SeededRandom, startRedis } from '@quotewright/acceleration/testing';
import type { Route } from '@quotewright/platform/http';
import { describeModules } from '../../apps/server/src/compose/describe-modules.ts';
import { startPostgres } from '../services/postgres.ts';
import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';
import { differences } from './non-interference/compare.ts';
import { unplayed } from './non-interference/coverage.ts';
import { disturb } from './non-interference/faults.ts';
import { play } from './non-interference/play.ts';
import { readOnAndOn } from './non-interference/readers.ts';
import { renamed } from './non-interference/rename.ts';
import { sequenceOf } from './non-interference/sequence.ts';
import { newWorld, type World } from './non-interference/world.ts';

const FULL_ROUNDS = 100;
/** Sequences that are looked at for what they play: chance leaves out some of it in each. */
const LOOKED_AT = 50;

export const battery: Battery = {
  name: 'non-interference',
  title:
    'the same commands come to the same with no store, in-process, with Redis, and with a Redis to which everything happens',
  seconds: 90,
  run: ({ seconds, seed, full, log }: BatteryTask) =>
    withWorlds(async (worlds) => {
      const routes = describeModules().contexts.flatMap((context) => context.routes);
      const byOperation = new Map(routes.map((route) => [route.operationId, route]));
      const sequences = Array.from({ length: LOOKED_AT }, (_, index) => sequenceOf(seed + index));
      const failures: BatteryFailure[] = unplayed(routes, sequences).map((operation) => ({
        seed,
        what: `no sequence plays ${operation}`,
      }));
      const end = performance.now() + seconds * 1000;
      let rounds = 0;
      for (; full ? rounds < FULL_ROUNDS : rounds === 0 || performance.now() < end; rounds += 1) {
        const roundSeed = seed + rounds;
        const { findings, told } = await oneRound(worlds, roundSeed, byOperation);
        failures.push(...findings.map((what) => ({ seed: roundSeed, what })));
        log(told);
      }
      return { rounds, failures };
    }),
};

async function oneRound(worlds: readonly World[], seed: number, routes: ReadonlyMap<string, Route>) {
  const sequence = sequenceOf(seed);
  const tenant = `proof-${seed}`;
  const disturbances: string[] = [];
  const scenes = await Promise.all(
    worlds.map(async (world) => {
      const random = new SeededRandom(seed % 2 ** 32);
      const [servers, faults] = [random.fork('servers'), random.fork('faults')];
      await world.open(tenant);
      let isPlayed = false;
      const goesOn = () => !isPlayed;
      const beside = [readOnAndOn(world, goesOn)];
      if (world.name === FAULTY && world.redis !== undefined) {
        beside.push(disturb(world.redis, faults, goesOn).then((done) => void disturbances.push(...done)));
      }
      const played = await play(world, sequence, {
        routes,
        choose: (count) => servers.between(0, count - 1),
      }).finally(() => {
        isPlayed = true;
      });
      await Promise.all(beside);
      return { world, played, state: renamed(await world.close()) };
    }),
  );
  const [first, ...others] = scenes as [(typeof scenes)[number], ...typeof scenes];
  const findings = scenes.flatMap(({ world, played }) =>
    played.refusals.map((refusal) => `${world.name} refused business: ${refusal}`),
  );
  for (const other of others) {
    const unequal = sequence.flatMap(({ operation }, index) => {
      const [here, there] = [first.played.statuses[index], other.played.statuses[index]];
      return here === there
        ? []
        : [`step ${index} ${operation}: ${here} in ${first.world.name}, ${there} in ${other.world.name}`];
    });
    findings.push(
      ...unequal,
      ...differences([first.world.name, first.state], [other.world.name, other.state]),
    );
  }
  const rows = first.state.reduce((sum, { rows: { length } }) => sum + length, 0);
  const refused = first.played.statuses.filter((status) => status >= 400).length;
  const told = `seed ${seed}: ${sequence.length} commands (${refused} refused alike), ${rows} durable rows, ${disturbances.length} disturbances, ${findings.length} differences`;
  return { findings, told };
}

const FAULTY = 'Redis under faults';

/** No store at all, the store of one process, a healthy Redis, and one that is not. */
async function withWorlds<T>(work: (worlds: readonly World[]) => Promise<T>): Promise<T> {
  const closing: (() => Promise<unknown>)[] = [];
  const database = async () => {
    const postgres = await startPostgres();
    closing.push(() => postgres.stop());
    return postgres.url;
  };
  const store = async () => {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    return redis;
  };
  const open = async (options: Parameters<typeof newWorld>[0]) => {
    const world = await newWorld(options);
    closing.push(() => world.remove());
    return world;
  };
  try {
    const worlds = [
      await open({ name: 'no store', databaseUrl: await database(), settings: { QUOTEWRIGHT_CACHE: 'off' } }),
      await open({ name: 'in-process' }),
      await open({ name: 'Redis', databaseUrl: await database(), redis: await store(), servers: 2 }),
      await open({
        name: FAULTY,
        databaseUrl: await database(),
        redis: await store(),
        servers: 2,
        // Neither the database's clock nor the store's.
        settings: { NODE_OPTIONS: `--import ${import.meta.resolve('./non-interference/skewed-clock.ts')}` },
      }),
    ];
    return await work(worlds);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
