import type { JobHandler } from '@quotewright/platform/jobs';
import { z } from 'zod';
import type { importPriceList } from '../application/import-price-list.ts';

export const IMPORT_JOB = 'pricing.import-price-list';

const input = z.strictObject({ importId: z.string() });

export function importPriceListJob(
  run: ReturnType<typeof importPriceList>,
): JobHandler<z.output<typeof input>> {
  return {
    type: IMPORT_JOB,
    input,
    run: async (job) => ({ ...(await run(job.actor, job.input.importId, job)) }),
  };
}
