import type { TenantId } from '@quotewright/kernel';
import type { PriceRequest } from '@quotewright/pricing';
import type { Measure } from '../benchmark.ts';
import type { NewRequests } from './price-requests.ts';
import type { PriceWorld } from './price-world.ts';
import { newSamples } from './samples.ts';
import { type Simulate, simulating } from './simulating.ts';

/** Of a hundred requests so many repeat one that was made before. */
const REPEATED = [0, 50, 90, 99];
const LINES = 100;
const HOT = 20;
const IN_FLIGHT = 4;
const FOR_MS = 1_500;

const UNCACHED = `${LINES} lines, ${IN_FLIGHT} at a time, without caches`;
const share = (repeated: number) => `${LINES} lines, ${IN_FLIGHT} at a time, ${repeated} % repeated`;

/** How many prices a second a node gives, by how often it is asked the same. */
export async function hitRatios(
  world: PriceWorld,
  { tenant, requests }: { tenant: TenantId; requests: NewRequests },
) {
  const node = simulating(await world.node(), tenant);
  const plain = simulating(world.uncached, tenant);
  const samples = newSamples((label) => (label === UNCACHED ? undefined : UNCACHED));
  const hot = Array.from({ length: HOT }, () => requests.next(LINES));
  for (const request of hot) await node(request);

  /** 61 and 100 have no factor in common: in each hundred every number comes once, and repeated ones are spread over it. */
  const mixed = (repeated: number, number: number): PriceRequest =>
    (number * 61) % 100 < repeated ? (hot[number % HOT] as PriceRequest) : requests.next(LINES);

  async function run(label: string, simulate: Simulate, repeated: number): Promise<void> {
    const times: number[] = [];
    const start = performance.now();
    let number = 0;
    const lane = async () => {
      while (performance.now() < start + FOR_MS) {
        number += 1;
        times.push((await simulate(mixed(repeated, number))).milliseconds);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    samples.noteRate(label, (times.length / (performance.now() - start)) * 1_000);
    samples.note(label, times);
  }

  return {
    async round(): Promise<void> {
      await run(UNCACHED, plain, 0);
      for (const repeated of REPEATED) await run(share(repeated), node, repeated);
    },
    measures: (): readonly Measure[] => samples.measures(),
  };
}
