import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { CanonicalRequest } from '../domain/canonical-request.ts';
import { usablePromotions } from '../domain/usable-promotions.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import type { ActiveRuleSets } from '../ports/rule-sets.ts';

interface SaleOfToday {
  readonly currency: string;
  readonly day: string;
  readonly accountId: string | null;
}

export interface ResolvedPromotions {
  /** Ids of promotions that would count if their limit were not reached, sorted. */
  readonly exhausted: readonly string[];
  /** About codes that cannot be used. */
  readonly errors: readonly FieldError[];
}

/**
 * Which promotions can be used. The exhausted ones are part of the input: a price that was made with a promotion can be derived after the
 * promotion has run out.
 */
export async function resolvePromotions(
  { promotionUsage }: { readonly promotionUsage: PromotionUsage },
  tx: Tx,
  { promotionCodes }: CanonicalRequest,
  { promotions }: ActiveRuleSets,
  { currency, day, accountId }: SaleOfToday,
): Promise<ResolvedPromotions> {
  const set = promotions?.content.promotions ?? [];
  const { usable, refused } = usablePromotions(set, promotionCodes, { currency, day });
  const limited = usable.filter(({ promotion }) => promotion.limits !== undefined);
  const exhausted =
    limited.length === 0
      ? new Set<string>()
      : await promotionUsage.exhausted(
          tx,
          limited.map(({ promotion }) => promotion),
          accountId,
        );
  const errors = [
    ...refused,
    ...limited.flatMap(({ promotion, pointer }) =>
      pointer !== undefined && exhausted.has(promotion.id)
        ? [{ pointer, code: 'PROMOTION_EXHAUSTED', reason: `the limit of "${promotion.code}" is reached` }]
        : [],
    ),
  ];
  return { exhausted: [...exhausted].sort(), errors };
}
