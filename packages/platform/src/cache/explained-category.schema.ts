import type { Category } from '@quotewright/acceleration';
import { z } from 'zod';

const seconds = z.number().describe('Seconds.');

/** What a category declares, as far as it helps to judge one of its copies. */
export const declaredCategorySchema = z
  .strictObject({
    name: z.string(),
    purpose: z.string(),
    truth: z.string().describe('Where the value comes from and how it is rebuilt.'),
    owner: z.string(),
    kind: z.string(),
    ttl: z.strictObject({ freshSeconds: seconds, maxSeconds: seconds }),
    negativeTtlSeconds: z.number().nullable().describe('How long "there is none" is kept; null: not at all.'),
    staleForSeconds: z.number().nullable().describe('How long a stale value is still answered; null: never.'),
    whenStoreDown: z.enum(['load', 'degrade', 'refuse', 'local']),
    sensitiveFields: z.array(z.string()),
    protection: z.enum(['hash', 'sealed', 'encrypted']),
    canAffectBusinessState: z.string(),
    runbook: z.string().describe('The page in docs/runbook.'),
  })
  .meta({ id: 'DeclaredCacheCategory', description: 'What is declared of a kind of cached value.' });

export function declaredCategoryView(category: Category) {
  const { name, purpose, truth, owner, kind, ttl, negativeTtl, whenStale, sensitivity } = category;
  return {
    name,
    purpose,
    truth,
    owner,
    kind,
    ttl: { freshSeconds: ttl.fresh / 1_000, maxSeconds: ttl.max / 1_000 },
    negativeTtlSeconds: negativeTtl === 'never' ? null : negativeTtl / 1_000,
    staleForSeconds: whenStale === 'never' ? null : whenStale.serveFor / 1_000,
    whenStoreDown: category.whenStoreDown,
    sensitiveFields: sensitivity === 'none' ? [] : sensitivity.fields,
    protection: category.protection,
    canAffectBusinessState: category.canAffectBusinessState,
    runbook: `docs/runbook/${category.runbook}.md`,
  };
}
