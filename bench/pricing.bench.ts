import type { TenantId } from '@quotewright/kernel';
import type { Benchmark } from './benchmark.ts';
import { costOfLines } from './pricing/cost-of-lines.ts';
import { hitRatios } from './pricing/hit-ratios.ts';
import { httpPrices } from './pricing/http-prices.ts';
import { listLengths } from './pricing/list-lengths.ts';
import { newRequests } from './pricing/price-requests.ts';
import { startPriceWorld } from './pricing/price-world.ts';
import { readLadder } from './pricing/read-ladder.ts';
import { storedSizes } from './pricing/stored-sizes.ts';

const LISTS = [1_000, 10_000, 30_000];
/** Of the list that all but the first measurement is about: 200 offerings. */
const ROWS = 1_000;
const CONTRACT_OFFERINGS = 100;

export const benchmark: Benchmark = {
  name: 'pricing',
  title: 'what a price costs on each step of the read ladder, and how it grows with lines and lists',
  async run({ rounds, log, table }) {
    const world = await startPriceWorld();
    try {
      const tenants = new Map<number, TenantId>();
      for (const rows of LISTS) {
        log(`publishing ${rows} price rows`);
        tenants.set(rows, await world.tenantWith(rows));
      }
      const tenant = tenants.get(ROWS) as TenantId;
      const accountId = await world.accountWithContract(tenant, CONTRACT_OFFERINGS);
      const subject = { tenant, accountId, requests: newRequests(ROWS) };
      table(await storedSizes(world, subject));
      const ladder = await readLadder(world, subject);
      const lines = await costOfLines(world, subject);
      const ratios = await hitRatios(world, subject);
      const lists = await listLengths(world.uncached, tenants);
      const http = await httpPrices(world, subject);
      const all = [ladder, lines, ratios, http, lists];
      try {
        for (let round = 1; round <= rounds; round += 1) {
          for (const one of all) await one.round();
          log(`round ${round} of ${rounds}`);
        }
      } finally {
        await http.stop();
      }
      table(ladder.table());
      table(lines.table());
      return all.flatMap((one) => one.measures());
    } finally {
      await world.stop();
    }
  },
};
