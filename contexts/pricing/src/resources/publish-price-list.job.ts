import type { JobHandler } from '@quotewright/platform/jobs';
import { z } from 'zod';
import type { publishPriceList } from '../application/publish-price-list.ts';

export const PUBLISH_JOB = 'pricing.publish-price-list';

const input = z.strictObject({ priceListId: z.string() });

/** The job is the publication: when it runs again, it goes on with the version that it took. */
export function publishPriceListJob(
  run: ReturnType<typeof publishPriceList>,
): JobHandler<z.output<typeof input>> {
  return {
    type: PUBLISH_JOB,
    input,
    run: async (job) => ({ ...(await run(job.actor, { ...job.input, publicationId: job.id }, job)) }),
  };
}
