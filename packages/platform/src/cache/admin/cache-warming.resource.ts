import { z } from 'zod';
import { appendAudit } from '../../audit/audit-trail.ts';
import { accepted } from '../../http/answer.ts';
import { defineRoute, type Route } from '../../http/route.ts';
import { enqueueJob } from '../../jobs/job-queue.ts';
import { type AdminCategory, steerableCategory, warmableCategory } from './admin-category.ts';
import { categoryParams } from './cache-view.schema.ts';
import { MOST_AT_A_TIME, MOST_WARMED, WARM_JOB, type WarmInput } from './warm-cache.job.ts';

const warmSchema = z
  .strictObject({
    version: z
      .string()
      .min(1)
      .max(63)
      .exactOptional()
      .describe('As it stands in the keys: `v42`. Default: the versions in force.'),
    maxKeys: z
      .int()
      .min(1)
      .max(MOST_WARMED)
      .default(2_000)
      .describe('Keys to be looked at; those that have a copy count, too.'),
    concurrency: z
      .int()
      .min(1)
      .max(MOST_AT_A_TIME)
      .default(2)
      .describe('Keys at a time, and so connections of the database that the work takes at most.'),
    reason: z.string().trim().min(3).max(500).describe('Why; kept in the audit trail.'),
  })
  .meta({ id: 'CacheWarmOrder' });

/** How operators have copies made before anybody asks for them. */
export function cacheWarmingRoutes(categories: readonly AdminCategory[]): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      tag: 'Caches',
      permission: 'cache:write',
      limit: { class: 'repair', cost: 1 },
      path: '/admin/caches/:category/warm',
      operationId: 'warmCache',
      summary: 'Have the copies of a category made',
      description:
        'Those of the own tenant whose keys follow from the database. Nothing that is there is made again, and the database has to answer for the rest: `tune` says how fast. The result tells what became of the keys, and why the work ended early if it did.',
      params: categoryParams,
      body: warmSchema,
      idempotency: 'required',
      responses: { 202: { description: 'The job that does it.' } },
      handler(call) {
        const { reason, ...order } = call.body;
        const { category } = warmableCategory(
          steerableCategory(categories, call.params.category, order.version),
        );
        return call.write(async (tx) => {
          const { principal: actor } = call;
          const input: WarmInput = { category: category.name, ...order };
          const job = await enqueueJob(tx, { type: WARM_JOB, input: { ...input }, actor });
          const entity = { type: 'cache', id: category.name };
          await appendAudit(tx, {
            actor,
            action: 'cache.warm',
            entity,
            reason,
            detail: { ...order, job: job.id },
          });
          return accepted(job);
        });
      },
    }),
  ];
}
