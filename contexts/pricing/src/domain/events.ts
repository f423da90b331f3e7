import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import type { RuleSetKind } from './rule-set.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Identifies what was published; the document itself is read by its version. */
const published = {
  version: z.int().positive().describe('The version that is active from now on.'),
  contentHash: hash.describe("Identifies the version's content."),
};

export const priceListPublished = {
  type: 'PriceListPublished',
  schemaVersion: 1,
  aggregate: 'priceList',
  readPermission: 'price-list:read',
  summary: 'A version of a price list became the active one.',
  data: z.strictObject({
    priceListId: z.string().describe('Identifies the aggregate.'),
    ...published,
    currency: z.string().describe('ISO 4217.'),
    priceCount: z.int().nonnegative().describe('How many prices the version has.'),
  }),
} satisfies EventDefinition<any>;

const ruleSet = { ...published, itemCount: z.int().nonnegative().describe('Prices, promotions or rules.') };

const contractPriceChanged = {
  type: 'ContractPriceChanged',
  schemaVersion: 1,
  aggregate: 'contractPrices',
  readPermission: 'price-rule:read',
  summary:
    'A version of the contract prices of an account became the active one. The aggregate is the account.',
  data: z.strictObject({ accountId: z.string().describe('Whose prices they are.'), ...ruleSet }),
} satisfies EventDefinition<any>;

const promotionSetChanged = {
  type: 'PromotionSetChanged',
  schemaVersion: 1,
  aggregate: 'promotionSet',
  readPermission: 'price-rule:read',
  summary: 'A version of the promotions became the active one. The aggregate is the tenant.',
  data: z.strictObject(ruleSet),
} satisfies EventDefinition<any>;

const discountPolicyChanged = {
  type: 'DiscountPolicyChanged',
  schemaVersion: 1,
  aggregate: 'discountPolicy',
  readPermission: 'price-rule:read',
  summary: 'A version of the discount policy became the active one. The aggregate is the tenant.',
  data: z.strictObject(ruleSet),
} satisfies EventDefinition<any>;

export const promotionUsageChanged = {
  type: 'PromotionUsageChanged',
  schemaVersion: 1,
  aggregate: 'promotion',
  readPermission: 'price-rule:read',
  summary: 'An accepted quote has taken a promotion, or given it back.',
  data: z.strictObject({
    promotionId: z.string().describe('Identifies the aggregate.'),
    epoch: z.int().positive().describe('Which state of the counters this is: every change raises it.'),
    redemptions: z.int().nonnegative().describe('Accepted quotes that hold it now.'),
  }),
} satisfies EventDefinition<any>;

/** What says that a rule set of the kind has a new active version. */
export const ruleSetChanged: Readonly<Record<RuleSetKind, EventDefinition<any>>> = {
  contractPrices: contractPriceChanged,
  promotions: promotionSetChanged,
  discountPolicy: discountPolicyChanged,
};

export const pricingEvents: readonly EventDefinition<any>[] = [
  priceListPublished,
  ...Object.values(ruleSetChanged),
  promotionUsageChanged,
];
