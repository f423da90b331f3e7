import {
  STORE_TROUBLES,
  type StoreTroubleName,
} from '../apps/server/src/compose/store-down/store-down-table.ts';
import type { Benchmark, BenchmarkTask } from './benchmark.ts';
import { once } from './http/load.ts';
import { barTable } from './store-trouble/bar-table.ts';
import { healthyTime, inTrouble, type Subject } from './store-trouble/in-trouble.ts';
import { newTroubleSamples, type TroubleSamples } from './store-trouble/samples.ts';
import { storeDecides } from './store-trouble/store-use.ts';
import { startTroubleWorld, type TroubleWorld } from './store-trouble/troubled-server.ts';
import { typicalRequests } from './store-trouble/typical-requests.ts';

const TROUBLES = [
  'killed',
  'frozen',
  'hanging',
  'slow',
  'reset',
  'garbage',
  'full',
] as const satisfies readonly StoreTroubleName[];

/** One caller at a time; each trouble has a server and a store of its own. */
export const benchmark: Benchmark = {
  name: 'store-trouble',
  title:
    'what trouble of Redis adds to typical requests: while it is found, once it is known, and afterwards',
  async run(task) {
    const world = await startTroubleWorld();
    const samples = newTroubleSamples();
    const bare = await world.openBare();
    try {
      for (const trouble of TROUBLES) {
        await measure(task, world, { trouble, bareUrl: bare.url }, samples);
        task.log(STORE_TROUBLES[trouble].name);
      }
    } finally {
      await bare.stop();
      await world.stop();
    }
    task.table(barTable(samples));
    return samples.measures();
  },
};

async function measure(
  { rounds }: BenchmarkTask,
  world: TroubleWorld,
  { trouble, bareUrl }: { readonly trouble: StoreTroubleName; readonly bareUrl: string },
  samples: TroubleSamples,
): Promise<void> {
  const { token } = world;
  const { url, store, stop } = await world.open(trouble);
  try {
    const requests = await typicalRequests(url, token);
    const subjects = requests.map(({ status, next }): Subject => {
      const ask = () => once(next(url), status);
      return { status, next: () => next(url), usesStore: () => storeDecides(url, token, ask) };
    });
    for (let round = 0; round < rounds; round += 1) {
      const inThisRound = await inTrouble(store, subjects);
      for (const [at, { name, status, next }] of requests.entries()) {
        const bare = await healthyTime({ status, next: () => next(bareUrl) });
        const sample = inThisRound[at];
        if (sample !== undefined) samples.note(STORE_TROUBLES[trouble].name, name, { ...sample, bare });
      }
    }
  } finally {
    await stop();
  }
}
