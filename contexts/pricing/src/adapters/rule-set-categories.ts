import { codePart, defineCategory, idPart, jsonCodec, literal, versionPart } from '@quotewright/acceleration';
import type { DiscountPolicy } from '../domain/discount-policy.ts';
import type { PlacedPromotion } from '../domain/promotions-of-codes.ts';
import type { RuleSetKind } from '../domain/rule-set.ts';
import { common, hour, isList, isObject, KB, minute, pointer } from './category-answers.ts';

/** Rule sets of the tenant. Contract prices are agreed in confidence: no copy of them is made, in no store and no memory. */
export type CopiedRuleSetKind = Exclude<RuleSetKind, 'contractPrices'>;

/** Zero: nothing has been published yet. */
export interface ActiveSet {
  readonly version: number;
}

const activeOf = (word: string, what: string, event: string) =>
  defineCategory({
    ...pointer,
    name: `pricing.${word}-active`,
    purpose: `Which version of ${what} is the active one.`,
    truth: 'pricing.rule_set, by its primary key',
    key: [literal(word), literal('active')],
    invalidation: { events: [event] },
    codec: jsonCodec<ActiveSet>((value) => Number.isSafeInteger((value as ActiveSet).version)),
    expectedCardinality: 1,
    orderOf: ({ version }: ActiveSet) => version,
  });

/** By kind: a pointer that events evict. */
export const activeSetCategories = {
  promotions: activeOf('promotions', "the tenant's promotions", 'PromotionSetChanged'),
  discountPolicy: activeOf('discount-policy', "the tenant's discount policy", 'DiscountPolicyChanged'),
} satisfies Readonly<Record<CopiedRuleSetKind, unknown>>;

const content = {
  ...common,
  kind: 'read-copy',
  truth: 'pricing.rule_set_version, by its primary key',
  ttl: { fresh: 12 * hour, max: 24 * hour },
  invalidation: 'versioned-key',
} as const;

const isPlaced = ({ place, promotion }: PlacedPromotion) =>
  Number.isSafeInteger(place) && isObject(promotion);

const promotions = {
  ...content,
  version: { counts: "versions of the tenant's promotions" },
  shadowRate: 0.001,
  codec: jsonCodec<readonly PlacedPromotion[]>(
    (value) => isList(value) && (value as readonly PlacedPromotion[]).every(isPlaced),
  ),
} as const;

/** A campaign may have a thousand codes: what every price looks at must not grow with them. */
export const automaticPromotionsCategory = defineCategory({
  ...promotions,
  name: 'pricing.promotions',
  purpose: "Those of one version of the tenant's promotions that apply by themselves.",
  key: [literal('promotions'), versionPart('v')],
  // The first shape had the whole set.
  schemaVersion: 2,
  maxStoredBytes: 256 * KB,
  maxDecodedBytes: 4 * 1_024 * KB,
  averageBytes: 8 * KB,
  expectedCardinality: 1,
});

/** The code is worth something, so that the key has its hash alone. The version is in the key: what is published later has another. */
export const promotionsOfCodeCategory = defineCategory({
  ...promotions,
  name: 'pricing.promotion',
  purpose: "Those of one version of the tenant's promotions that have a code, or that none has it.",
  key: [literal('promotion'), versionPart('v'), codePart('code')],
  // Somebody guesses: of what there is not the truth is asked once.
  negativeTtl: minute,
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 512 * KB,
  averageBytes: 700,
  expectedCardinality: 100,
});

export const discountPolicyCategory = defineCategory({
  ...content,
  shadowRate: 0.001,
  name: 'pricing.discount-policy',
  purpose: "One version of the tenant's discount policy.",
  version: { counts: "versions of the tenant's discount policy" },
  key: [literal('discount-policy'), versionPart('v')],
  codec: jsonCodec<DiscountPolicy>((value) => isList((value as DiscountPolicy).rules)),
  maxStoredBytes: 256 * KB,
  maxDecodedBytes: 4 * 1_024 * KB,
  averageBytes: 8 * KB,
  expectedCardinality: 1,
});

/** What accepted quotes have taken of a promotion. */
export interface CopiedUsage {
  /** Rises with every redemption and every release: which state of the counters it is. */
  readonly epoch: number;
  readonly redemptions: number;
  /** By currency, in its order; decimal text. */
  readonly discounts: readonly (readonly [currency: string, discount: string])[];
}

const isUsage = ({ epoch, redemptions, discounts }: CopiedUsage) =>
  Number.isSafeInteger(epoch) && Number.isSafeInteger(redemptions) && Array.isArray(discounts);

/**
 * Counters only: limits are in the set, whose publication makes no counter wrong. No key of a price has the epoch, because a price does not
 * depend on counters: that a promotion has run out enters its input by name (`exhaustedPromotions`), as a fact of the moment of asking.
 */
export const promotionUsageCategory = defineCategory({
  ...common,
  name: 'pricing.promotion-budget',
  purpose: 'What accepted quotes have taken of a promotion.',
  kind: 'eligibility',
  truth: 'pricing.promotion_usage and pricing.promotion_discount, by their primary keys',
  version: { none: 'because it is about now' },
  key: [literal('promotion-budget'), idPart('promotionId')],
  ttl: { fresh: minute, max: minute },
  invalidation: { events: ['PromotionUsageChanged'] },
  codec: jsonCodec<CopiedUsage>((value) => isObject(value) && isUsage(value as CopiedUsage)),
  maxStoredBytes: 16 * KB,
  maxDecodedBytes: 64 * KB,
  averageBytes: 420,
  expectedCardinality: 50,
  canAffectBusinessState:
    'no, because an acceptance counts in PostgreSQL, under the lock of the counters, and a command prices by them',
});

/** All of this file: what a node registers. */
export const ruleSetCategories = [
  ...Object.values(activeSetCategories),
  automaticPromotionsCategory,
  promotionsOfCodeCategory,
  discountPolicyCategory,
  promotionUsageCategory,
] as const;
