import type { TenantId } from '@quotewright/kernel';
import type { PriceRequestLine } from '@quotewright/pricing';
import type { Installation } from '../../apps/server/src/compose/installation.ts';
import type { Measure } from '../benchmark.ts';
import { linesOver } from './price-requests.ts';
import { milliseconds, newSamples } from './samples.ts';

const LINES = [1, 10, 100, 1_000];
/** Beyond this a line at a time takes too long to be taken in turns. */
const MOST_ONE_BY_ONE = 100;

const together = (lines: number, rows: number) => `${lines} lines of ${rows} rows, together`;
const oneByOne = (lines: number, rows: number) => `${lines} lines of ${rows} rows, one by one`;

/**
 * Whole requests as a command prices them: versions resolved, rows read, every charge calculated and explained, in one
 * transaction each. The naive way prices each line by itself with the same code, in one transaction for all.
 */
export async function listLengths(uncached: Installation, tenants: ReadonlyMap<number, TenantId>) {
  const labels = [...tenants.keys()].flatMap((rows) => LINES.map((lines) => [lines, rows] as const));
  const samples = newSamples((label) =>
    labels
      .filter(([lines, rows]) => lines <= MOST_ONE_BY_ONE && label === together(lines, rows))
      .map(([lines, rows]) => oneByOne(lines, rows))
      .at(0),
  );
  for (const [rows, tenant] of tenants) await price(uncached, tenant, linesOver(rows, 100));
  return {
    async round(): Promise<void> {
      for (const [rows, tenant] of tenants) {
        for (const count of LINES) {
          const lines = linesOver(rows, count);
          samples.noteOne(together(count, rows), await milliseconds(() => price(uncached, tenant, lines)));
          if (count > MOST_ONE_BY_ONE) continue;
          samples.noteOne(
            oneByOne(count, rows),
            await milliseconds(() => priceOneByOne(uncached, tenant, lines)),
          );
        }
      }
    },
    measures: (): readonly Measure[] => samples.measures(),
  };
}

function price(
  { database, modules }: Installation,
  tenant: TenantId,
  lines: readonly PriceRequestLine[],
): Promise<unknown> {
  return database.withTenant(tenant, 'read', (tx) => modules.pricing.api.price(tx, { lines }));
}

function priceOneByOne(
  { database, modules }: Installation,
  tenant: TenantId,
  lines: readonly PriceRequestLine[],
): Promise<void> {
  return database.withTenant(tenant, 'read', async (tx) => {
    for (const line of lines) await modules.pricing.api.price(tx, { lines: [line] });
  });
}
