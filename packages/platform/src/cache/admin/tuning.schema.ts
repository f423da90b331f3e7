import { tuningBounds } from '@quotewright/acceleration';
import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { timestampSchema } from '../../http/schemas.ts';
import type { CacheTuning, TuneOrder } from '../tune-cache.ts';
import type { AdminCategory } from './admin-category.ts';
import { fail } from './cache-order-errors.ts';

const share = z.number().min(0).max(1);

const settingsSchema = z
  .strictObject({
    freshSeconds: z
      .int()
      .positive()
      .exactOptional()
      .describe('How long a copy that is made from now on is answered without a question.'),
    jitter: share
      .exactOptional()
      .describe('The most that is taken off that time, by chance, as a share of it: 0 to 1.'),
    shadowRate: share.exactOptional().describe('The share of hits that are compared with the truth.'),
    warmPerSecond: z
      .int()
      .min(0)
      .max(1_000)
      .exactOptional()
      .describe('Keys that a warm-up makes copies of in a second. 0: none, and those under way end.'),
  })
  .meta({ id: 'CacheTuningSettings', description: 'What is absent is as the category declares.' });

export const tuneSchema = z
  .strictObject({
    settings: settingsSchema.nullable().describe('All that is to hold. Null: the declaration holds again.'),
    until: timestampSchema
      .exactOptional()
      .describe('When it is over by itself: a minute to 7 days from now. Absent where `settings` is null.'),
    reason: z.string().trim().min(3).max(500).describe('Why; kept in the audit trail.'),
  })
  .meta({ id: 'CacheTuneOrder' });

export const tuningInForceSchema = z
  .strictObject({
    settings: settingsSchema,
    until: timestampSchema,
    reason: z.string(),
    changedBy: z.string(),
    changedAt: timestampSchema,
  })
  .meta({ id: 'CacheTuningInForce' });

export const tuningSchema = z
  .strictObject({
    category: z.string(),
    version: z.int().nonnegative().describe('Raised by every change; 0: never tuned. The ETag.'),
    inForce: tuningInForceSchema.nullable().describe('Null: the declaration holds.'),
    bounds: z
      .strictObject({
        freshSeconds: z.strictObject({ least: z.number(), most: z.number() }),
        jitter: z
          .strictObject({ most: share })
          .describe('With the longest fresh time; a shorter one leaves less room.'),
        shadowRate: z
          .strictObject({ most: share })
          .nullable()
          .describe('Null: hits of the category are not compared.'),
      })
      .describe('What may be asked of the category.'),
  })
  .meta({ id: 'CacheTuning', description: 'Of the own tenant. Holds on all nodes within seconds.' });

export function inForceView({ inForce }: CacheTuning): z.output<typeof tuningInForceSchema> | null {
  if (inForce === undefined) return null;
  const { settings, until, reason, changedBy, changedAt } = inForce;
  return {
    settings: { ...settings },
    until: timestamp(until),
    reason,
    changedBy,
    changedAt: timestamp(changedAt),
  };
}

export function tuningView({ category }: AdminCategory, tuning: CacheTuning): z.output<typeof tuningSchema> {
  const { fresh, jitter, shadow } = tuningBounds(category);
  const [least, most] = fresh;
  return {
    category: category.name,
    version: tuning.version,
    inForce: inForceView(tuning),
    bounds: {
      freshSeconds: { least: least / 1_000, most: most / 1_000 },
      jitter: { most: jitter(most) },
      shadowRate: shadow ? { most: 1 } : null,
    },
  };
}

/** Throws `CACHE_TUNING_INVALID` where `settings` and `until` do not belong together. */
export function orderOf({ settings, until }: z.output<typeof tuneSchema>): TuneOrder | null {
  if (settings !== null && until !== undefined) return { settings, until: Date.parse(until) };
  if (settings === null && until === undefined) return null;
  const reason = settings === null ? 'there is nothing that ends then' : 'must say when it is over';
  throw fail('CACHE_TUNING_INVALID', 'settings and until belong together', {
    errors: [{ pointer: '/until', code: settings === null ? 'superfluous' : 'missing', reason }],
  });
}
