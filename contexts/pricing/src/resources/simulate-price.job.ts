import type { JsonValue } from '@quotewright/kernel';
import type { JobHandler } from '@quotewright/platform/jobs';
import type { Database } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { simulatePrice } from '../application/simulate-price.ts';
import { priceRequestBody } from './price-request.schema.ts';
import { simulatedPriceOf } from './simulated-price-view.ts';

export const SIMULATE_PRICE_JOB = 'pricing.simulate-price';

const input = z.strictObject({
  request: priceRequestBody,
  minCatalogVersion: z.int().positive().exactOptional(),
});

export type SimulatePriceJob = z.output<typeof input>;

interface SimulatePriceJobDeps {
  readonly database: Database;
  /** Never busy: where it refuses to wait longer, the job is tried again. */
  readonly simulate: ReturnType<typeof simulatePrice<never>>;
}

/** Prices what was asked at a busy moment, by the versions that are active when it runs. */
export function simulatePriceJob({ database, simulate }: SimulatePriceJobDeps): JobHandler<SimulatePriceJob> {
  return {
    type: SIMULATE_PRICE_JOB,
    input,
    async run({ tenant, input: { request, ...terms }, signal }) {
      const simulated = await simulate((work) => database.withTenant(tenant, 'read', work), request, {
        ...terms,
        signal,
      });
      // Plain JSON, as the endpoint's schema says; the domain's interfaces do not say so.
      return simulatedPriceOf(simulated) as unknown as JsonValue;
    },
  };
}
