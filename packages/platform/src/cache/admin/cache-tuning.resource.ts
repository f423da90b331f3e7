import type { JsonObject } from '@quotewright/kernel';
import { type Answer, ok } from '../../http/answer.ts';
import { defineRoute, type Route } from '../../http/route.ts';
import type { Caches } from '../caches.ts';
import { type CacheTuning, readTuning, requireSoundTuning, tuneCache } from '../tune-cache.ts';
import { type AdminCategory, steerableCategory } from './admin-category.ts';
import { categoryParams } from './cache-view.schema.ts';
import { orderOf, tuneSchema, tuningSchema, tuningView } from './tuning.schema.ts';

export interface CacheTuningDeps {
  /** Absent: the nodes find the tuning in the table, some seconds later. */
  readonly caches?: Pick<Caches, 'refreshTunings'>;
  readonly categories: readonly AdminCategory[];
}

const tunable = (categories: readonly AdminCategory[], name: string) =>
  steerableCategory(categories, name, undefined);

/** How operators change what a category declares, for their tenant and for a while. */
export function cacheTuningRoutes({ caches, categories }: CacheTuningDeps): readonly Route[] {
  const about = { tag: 'Caches', params: categoryParams } as const;
  const responses = { 200: { description: 'What holds now.', schema: tuningSchema } };
  return [
    defineRoute({
      ...about,
      responses,
      method: 'GET',
      permission: 'cache:read',
      limit: { class: 'read', cost: 1 },
      path: '/admin/caches/:category/tuning',
      operationId: 'readCacheTuning',
      summary: 'How a category is tuned, and what may be asked of it',
      description: 'A tuning whose time is over is as if it were not there.',
      handler(call) {
        const found = tunable(categories, call.params.category);
        return call.read(async (tx) => answerOf(found, await readTuning(tx, found.category.name)));
      },
    }),
    defineRoute({
      ...about,
      responses,
      method: 'POST',
      permission: 'cache:write',
      limit: { class: 'repair', cost: 1 },
      path: '/admin/caches/:category/tune',
      operationId: 'tuneCache',
      summary: 'Change what a category declares, for a while',
      description:
        'For the own tenant, within the bounds that `GET …/tuning` tells, whose ETag `If-Match` names. Copies that are there keep the life they were given.',
      body: tuneSchema,
      idempotency: 'required',
      ifMatch: true,
      confirmation: {
        warning: 'Copies of your tenant are made and compared as you say until the time is over.',
        preview({ params, body, read }) {
          const found = tunable(categories, params.category);
          const order = orderOf(body);
          return read(async (tx): Promise<JsonObject> => {
            if (order !== null) requireSoundTuning(found.category, order, tx.now);
            const { inForce, ...view } = tuningView(found, await readTuning(tx, found.category.name));
            return { ...view, inForce: inForce && { ...inForce, settings: { ...inForce.settings } } };
          });
        },
      },
      handler(call) {
        const { principal, body, ifMatch } = call;
        const found = tunable(categories, call.params.category);
        const order = orderOf(body);
        return call.write(async (tx) => {
          const tuned = await tuneCache(tx, found.category, {
            order,
            reason: body.reason,
            actor: principal,
            ...(ifMatch !== undefined && { expectedVersion: ifMatch }),
          });
          tx.onCommit(async () => caches?.refreshTunings());
          return answerOf(found, tuned);
        });
      },
    }),
  ];
}

function answerOf(found: AdminCategory, tuning: CacheTuning): Answer {
  return ok(tuningView(found, tuning), { etag: String(tuning.version) });
}
