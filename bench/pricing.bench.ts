import type { TenantId } from '@quotewright/kernel';
import type { PriceRequestLine } from '@quotewright/pricing';
import type { Benchmark, Measure } from './benchmark.ts';
import { offeringId, ROWS_PER_OFFERING } from './pricing/price-documents.ts';
import { type PriceWorld, startPriceWorld } from './pricing/price-world.ts';

const ROWS = [1_000, 10_000, 100_000];
const LINES = [1, 10, 100, 1_000, 5_000];
/** Beyond this a line at a time takes too long to be taken in turns. */
const MOST_ONE_BY_ONE = 1_000;

const TERMS = [12, 24, 36];
const REGIONS = ['r1', 'r2', 'r3'];

/** Lines over the whole list, in a fixed order that jumps, so that neighbours share no page. */
function linesOver(rows: number, count: number): readonly PriceRequestLine[] {
  const offerings = rows / ROWS_PER_OFFERING;
  return Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    offeringId: offeringId((index * 7_919) % offerings),
    quantity: `${1 + (index % 300)}`,
    usage: { traffic: `${index * 31}` },
    characteristics: { region: [REGIONS[index % REGIONS.length] as string] },
    termMonths: TERMS[index % TERMS.length] as number,
  }));
}

const together = (lines: number, rows: number) => `${lines} lines of ${rows} rows, together`;
const oneByOne = (lines: number, rows: number) => `${lines} lines of ${rows} rows, one by one`;

/**
 * Whole requests: versions resolved, rows read, every charge calculated and explained, in one transaction each. The
 * naive way prices each line by itself with the same code, in one transaction for all.
 */
export const benchmark: Benchmark = {
  name: 'pricing',
  title: 'a quote priced with bounded reads, against one line at a time',
  async run({ rounds, log }) {
    const world = await startPriceWorld();
    const samples = new Map<string, number[]>();
    const note = (label: string, value: number) => samples.set(label, [...(samples.get(label) ?? []), value]);
    try {
      for (const rows of ROWS) {
        log(`publishing ${rows} price rows`);
        const tenant = await world.tenantWith(rows);
        await price(world, tenant, linesOver(rows, 100));
        for (let round = 0; round < rounds; round += 1) {
          for (const count of LINES) {
            const lines = linesOver(rows, count);
            note(together(count, rows), await milliseconds(() => price(world, tenant, lines)));
            if (count > MOST_ONE_BY_ONE) continue;
            note(oneByOne(count, rows), await milliseconds(() => priceOneByOne(world, tenant, lines)));
          }
        }
      }
    } finally {
      await world.stop();
    }
    return ROWS.flatMap((rows) =>
      LINES.flatMap((count): Measure[] => {
        const ours = {
          label: together(count, rows),
          unit: 'ms',
          samples: samples.get(together(count, rows)) ?? [],
        };
        const naive = samples.get(oneByOne(count, rows));
        if (naive === undefined) return [ours];
        const label = oneByOne(count, rows);
        return [
          { label, unit: 'ms', samples: naive },
          { ...ours, reference: label },
        ];
      }),
    );
  },
};

function price({ database, pricing }: PriceWorld, tenant: TenantId, lines: readonly PriceRequestLine[]) {
  return database.withTenant(tenant, 'read', (tx) => pricing.api.price(tx, { lines }));
}

function priceOneByOne(
  { database, pricing }: PriceWorld,
  tenant: TenantId,
  lines: readonly PriceRequestLine[],
) {
  return database.withTenant(tenant, 'read', async (tx) => {
    for (const line of lines) await pricing.api.price(tx, { lines: [line] });
  });
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
