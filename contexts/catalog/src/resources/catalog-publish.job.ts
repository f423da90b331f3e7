import type { JobHandler } from '@quotewright/platform/jobs';
import { z } from 'zod';
import type { abandonPublication } from '../application/fail-publication.ts';
import type { runPublication } from '../application/run-publication.ts';
import { PUBLISH_JOB } from '../application/start-publication.ts';

interface CatalogPublishDeps {
  readonly run: ReturnType<typeof runPublication>;
  readonly abandon: ReturnType<typeof abandonPublication>;
}

const MAX_ATTEMPTS = 3;
const inputSchema = z.strictObject({ catalogVersion: z.int() });

/** Takes a publication to its end. What breaks at the last attempt is given up, so that the next can begin. */
export function catalogPublishJob({
  run,
  abandon,
}: CatalogPublishDeps): JobHandler<z.output<typeof inputSchema>> {
  return {
    type: PUBLISH_JOB,
    input: inputSchema,
    maxAttempts: MAX_ATTEMPTS,
    async run(job) {
      try {
        return await run(job, job.input.catalogVersion);
      } catch (error) {
        if (job.attempt >= MAX_ATTEMPTS && !job.signal.aborted) await abandon(job, job.input.catalogVersion);
        throw error;
      }
    },
  };
}
