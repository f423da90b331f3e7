import { setTimeout as sleep } from 'node:timers/promises';
import type { TenantId } from '@quotewright/kernel';
import type { SimulatedPrice } from '@quotewright/pricing';
import type { Installation } from '../../apps/server/src/compose/installation.ts';
import type { Measure } from '../benchmark.ts';
import type { Table } from '../table.ts';
import { type NewRequests, withOneChanged } from './price-requests.ts';
import type { PriceWorld } from './price-world.ts';
import { newSamples } from './samples.ts';
import { mustAgree, type Simulated, simulating } from './simulating.ts';

const UNCACHED = 'without caches';
const COLD = 'nothing cached';
const COMPUTED = 'new request, its facts cached';
const FROM_STORE = 'computed by another node';
const FROM_MEMORY = 'asked again on the same node';
const CHANGED = 'one line changed';
const STEPS = [UNCACHED, COLD, COMPUTED, CHANGED, FROM_STORE, FROM_MEMORY] as const;
type Step = (typeof STEPS)[number];

interface Size {
  readonly what: string;
  readonly lines: number;
  /** Requests of a round, and before the first. */
  readonly requests: number;
  readonly warmUp: number;
  readonly withContract?: true;
}

const SIZES: readonly Size[] = [
  { what: '100 lines', lines: 100, requests: 30, warmUp: 10 },
  { what: '100 lines with contract prices', lines: 100, requests: 15, warmUp: 5, withContract: true },
  { what: '1,000 lines', lines: 1_000, requests: 4, warmUp: 1 },
];

const label = ({ what }: Size, step: Step) => `${what}: ${step}`;

interface Ladder {
  measures(): readonly Measure[];
  /** One round of all sizes. */
  round(): Promise<void>;
  table(): Table;
}

/** What each step of the read ladder costs, for requests that nobody has made before. */
export async function readLadder(
  world: PriceWorld,
  { tenant, accountId, requests }: { tenant: TenantId; accountId: string; requests: NewRequests },
): Promise<Ladder> {
  const [writer, reader] = [await world.node(), await world.node()];
  const elsewhere = await world.anotherRedis();
  // Too little for any value: memory holds nothing.
  const forgetful = await world.node({ memory: '1KiB', redis: elsewhere });
  const on = (node: Installation) => simulating(node, tenant);
  const [compute, again, cold, plain] = [on(writer), on(reader), on(forgetful), on(world.uncached)];
  const samples = newSamples((one) => {
    const size = SIZES.find(({ what }) => one.startsWith(`${what}:`)) as Size;
    return one === label(size, UNCACHED) ? undefined : label(size, UNCACHED);
  });
  const sources = new Map<string, Map<string, number>>();
  for (const size of SIZES) await measure({ ...size, requests: size.warmUp }, () => {});

  async function measure(size: Size, note: (step: Step, simulated: Simulated) => void): Promise<void> {
    const priced = async (step: Step, simulated: Promise<Simulated>) => {
      note(step, await simulated);
      return simulated;
    };
    for (let number = 0; number < size.requests; number += 1) {
      const request = requests.next(size.lines, size.withContract && accountId);
      const computed = await priced(COMPUTED, compute(request));
      await filled(writer, computed);
      const same = [
        computed,
        await priced(FROM_STORE, again(request)),
        await priced(FROM_MEMORY, again(request)),
        await priced(UNCACHED, plain(request)),
      ];
      mustAgree(same);
      const changed = withOneChanged(request);
      mustAgree([await priced(CHANGED, compute(changed)), await plain(changed)]);
      if (number % 3 !== 0) continue;
      await elsewhere.flush();
      mustAgree([computed, await priced(COLD, cold(request))]);
    }
  }

  return {
    async round() {
      for (const size of SIZES) {
        const taken = new Map<Step, number[]>(STEPS.map((step) => [step, []]));
        await measure(size, (step, { milliseconds, source }) => {
          taken.get(step)?.push(milliseconds);
          const counts = sources.get(label(size, step)) ?? new Map<string, number>();
          sources.set(label(size, step), counts.set(source, (counts.get(source) ?? 0) + 1));
        });
        for (const [step, times] of taken) samples.note(label(size, step), times);
      }
    },
    measures: () => samples.measures(),
    table: () => ({
      title: 'answered from',
      columns: SIZES.map(({ what }) => what),
      rows: STEPS.map((step) => ({
        label: step,
        cells: SIZES.map((size) =>
          [...(sources.get(label(size, step)) ?? [])]
            .map(([source, count]) => `${count} ${source}`)
            .join(', '),
        ),
      })),
      notes: [
        'Every request is new: no line is like one of another. What is larger than an entry may be is computed each time.',
        'Bars of the p99, in process: 100 lines cached 5 ms, computed 40 ms; 1,000 lines computed 300 ms.',
        'The price hashes of all answers to a request are compared; one that differs ends the run.',
      ],
    }),
  };
}

/** What is computed is stored behind the answer. */
async function filled({ caches }: Installation, { copyKey }: Pick<SimulatedPrice, 'copyKey'>): Promise<void> {
  if (copyKey === undefined) return;
  const patience = performance.now() + 50;
  while (performance.now() < patience) {
    const explained = await caches?.explain(copyKey);
    if (typeof explained === 'object' && explained.store.state === 'copy') return;
    await sleep(1);
  }
}
