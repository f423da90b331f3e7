import { z } from 'zod';
import type { JobHandler } from '../../jobs/job.ts';
import type { Database } from '../../postgres/database.ts';
import { atATime } from '../../timing/at-a-time.ts';
import type { Caches } from '../caches.ts';
import { warmCopies } from '../warm-copies.ts';
import { type AdminCategory, steerableCategory, warmableCategory } from './admin-category.ts';
import { fail } from './cache-order-errors.ts';

export const WARM_JOB = 'caches.warm';
/** Keys; a tenant's catalog of two versions has about as many. */
export const MOST_WARMED = 20_000;
/** Keys at a time, of all warm-ups of a process together: requests need the other connections. */
export const MOST_AT_A_TIME = 4;

const input = z.strictObject({
  category: z.string().min(1).max(100),
  version: z.string().min(1).max(63).exactOptional(),
  maxKeys: z.int().min(1).max(MOST_WARMED),
  concurrency: z.int().min(1).max(MOST_AT_A_TIME),
});

export type WarmInput = z.output<typeof input>;

export interface WarmJobDeps {
  readonly database: Pick<Database, 'withTenant' | 'withSystem'>;
  /** Absent: copies are off, and the job fails. */
  readonly caches?: Pick<Caches, 'cache'>;
  readonly categories: readonly AdminCategory[];
}

/** Runs again from the beginning after a crash: what is there is passed over. Its result is a `WarmReport`. */
export function warmCacheJob({ database, caches, categories }: WarmJobDeps): JobHandler<WarmInput> {
  const shared = atATime(MOST_AT_A_TIME);
  return {
    type: WARM_JOB,
    input,
    async run({ tenant, input: { category, version, maxKeys, concurrency }, signal, progress }) {
      const cached = warmableCategory(steerableCategory(categories, category, version));
      if (caches === undefined) throw fail('CACHE_COPIES_OFF', 'the process that does the work keeps none');
      const report = await warmCopies(tenant, cached, {
        database,
        caches,
        ...(version !== undefined && { version }),
        maxKeys,
        concurrency,
        shared,
        signal,
        onProgress: (done, found) => progress(done, found, 'keys'),
      });
      return { category, version: version ?? null, ...report };
    },
  };
}
