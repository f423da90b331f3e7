import type { FieldError } from '@quotewright/kernel';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import type { PromotionRedemption } from '../api.ts';
import { fail } from '../domain/errors.ts';
import { promotionUsageChanged } from '../domain/events.ts';
import type { Promotion } from '../domain/promotion.ts';
import { passedLimit } from '../domain/promotion-limits.ts';
import { redeemedPromotions } from '../domain/redeemed-promotions.ts';
import type { MovedPromotion, PromotionRedemptions } from '../ports/promotion-redemptions.ts';
import type { RuleSets } from '../ports/rule-sets.ts';

export interface RedeemPromotionsDeps {
  readonly ruleSets: RuleSets;
  readonly redemptions: PromotionRedemptions;
}

/**
 * Counts the promotions of an accepted revision, once. Limits are those of the active set, or of the pinned one for
 * a promotion that is not there any more: a limit that was lowered since holds for every acceptance from then on.
 */
export const redeemPromotions =
  ({ ruleSets, redemptions }: RedeemPromotionsDeps) =>
  async (tx: Tx, { quoteId, revision, priced }: PromotionRedemption): Promise<void> => {
    const { input, result } = priced;
    const used = redeemedPromotions(input, result);
    if (used.length === 0) return;
    const ids = used.map(({ promotionId }) => promotionId);
    const counts = await redemptions.lock(tx, ids);
    if ((await redemptions.ofRevision(tx, quoteId, revision)).length > 0) return;
    const promotions = await ruleSets.promotionsById(tx, input.promotionSetVersion);
    const ofAccount =
      input.account === null ? undefined : await redemptions.countOfAccount(tx, ids, input.account);
    const errors = used.flatMap(({ promotionId, discount }): FieldError[] => {
      const promotion = promotions.get(promotionId);
      const count = counts.get(promotionId);
      if (promotion?.limits === undefined || count === undefined) return [];
      const reason = passedLimit(promotion, count, ofAccount?.get(promotionId) ?? 0, {
        amount: discount,
        currency: input.currency,
      });
      return reason === undefined ? [] : [exhausted(promotion, input.promotionCodes, reason)];
    });
    if (errors.length > 0) throw fail('PROMOTION_EXHAUSTED', errors[0]?.reason ?? '', { errors });
    const { account: accountId, currency } = input;
    const counted = used.map((one) => ({ ...one, quoteId, revision, accountId, currency }));
    await tellOf(tx, await redemptions.add(tx, counted));
  };

async function tellOf(tx: Tx, moved: readonly MovedPromotion[]): Promise<void> {
  const events = moved.map((state) => eventOf(promotionUsageChanged, state.promotionId, { ...state }));
  await appendEvents(tx, events);
}

function exhausted({ id, name, code }: Promotion, codes: readonly string[], reason: string): FieldError {
  const index = code === undefined ? -1 : codes.indexOf(code);
  const pointer = index < 0 ? '/promotionCodes' : `/promotionCodes/${index}`;
  return { pointer, code: 'PROMOTION_EXHAUSTED', reason: `the promotion "${name}" (${id}): ${reason}` };
}

/** Gives back what a revision has counted. */
export const releasePromotions =
  ({ redemptions }: Pick<RedeemPromotionsDeps, 'redemptions'>) =>
  async (tx: Tx, { quoteId, revision }: Pick<PromotionRedemption, 'quoteId' | 'revision'>): Promise<void> => {
    const counted = await redemptions.ofRevision(tx, quoteId, revision);
    if (counted.length === 0) return;
    await redemptions.lock(
      tx,
      counted.map(({ promotionId }) => promotionId),
    );
    // Again, under the locks: somebody else may have given them back meanwhile.
    const held = await redemptions.ofRevision(tx, quoteId, revision);
    await tellOf(tx, await redemptions.release(tx, held));
  };
