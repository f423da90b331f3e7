import type { TenantId } from '@quotewright/kernel';
import type { Measure } from '../benchmark.ts';
import { medianOf } from '../summary.ts';
import type { Table } from '../table.ts';
import type { NewRequests } from './price-requests.ts';
import type { PriceWorld } from './price-world.ts';
import { median, newSamples } from './samples.ts';
import { mustAgree, simulating } from './simulating.ts';

/** And how many requests of a round have them. */
const LINES = [
  [1, 20],
  [10, 20],
  [100, 8],
  [1_000, 2],
  [5_000, 1],
] as const;

const uncached = (lines: number) => `${lines} lines computed, without caches`;
const cached = (lines: number) => `${lines} lines computed, facts cached`;

/** Whether the cost of a computed price grows with its lines and no faster. */
export async function costOfLines(
  world: PriceWorld,
  { tenant, requests }: { tenant: TenantId; requests: NewRequests },
) {
  const node = simulating(await world.node(), tenant);
  const plain = simulating(world.uncached, tenant);
  const samples = newSamples((label) =>
    LINES.map(([lines]) => (label === cached(lines) ? uncached(lines) : undefined)).find(Boolean),
  );
  for (let number = 0; number < 5; number += 1) await node(requests.next(100));
  return {
    async round(): Promise<void> {
      for (const [lines, count] of LINES) {
        const times: Record<'plain' | 'node', number[]> = { plain: [], node: [] };
        for (let number = 0; number < count; number += 1) {
          const request = requests.next(lines);
          const both = [await plain(request), await node(request)] as const;
          mustAgree(both);
          times.plain.push(both[0].milliseconds);
          times.node.push(both[1].milliseconds);
        }
        samples.note(uncached(lines), times.plain);
        samples.note(cached(lines), times.node);
      }
    },
    measures: (): readonly Measure[] => samples.measures(),
    table(): Table {
      const perLine = (label: string, lines: number) =>
        (medianOf(samples.of(median(label))) / lines).toFixed(3);
      return {
        title: 'computed, ms a line',
        columns: LINES.map(([lines]) => `${lines} lines`),
        rows: [
          { label: 'without caches', cells: LINES.map(([lines]) => perLine(uncached(lines), lines)) },
          { label: 'facts cached', cells: LINES.map(([lines]) => perLine(cached(lines), lines)) },
        ],
        notes: ['Linear: from 100 lines on, the numbers of a row are alike.'],
      };
    },
  };
}
