import type { Principal } from '@quotewright/platform/auth';
import { enqueueJob, type Job } from '@quotewright/platform/jobs';
import type { Tx } from '@quotewright/platform/postgres';

export const PUBLISH_JOB = 'catalog.publish';

interface StartPublicationDeps {
  readonly begin: (tx: Tx, actor: Principal) => Promise<number>;
}

/** Begins a publication, and hands its further steps to a job of the same transaction. */
export const startPublication =
  ({ begin }: StartPublicationDeps) =>
  async (tx: Tx, actor: Principal): Promise<{ job: Job; catalogVersion: number }> => {
    const catalogVersion = await begin(tx, actor);
    const job = await enqueueJob(tx, { type: PUBLISH_JOB, input: { catalogVersion }, actor });
    return { job, catalogVersion };
  };
