import { defineCategory, idPart, jsonCodec, literal, versionPart, wordPart } from '@quotewright/acceleration';
import type { Price } from '../domain/price.ts';
import type { PriceAdjustment } from '../domain/price-adjustment.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import type { RuleSetContents, RuleSetKind } from '../domain/rule-set.ts';

const minute = 60_000;
const hour = 60 * minute;
const KB = 1_024;

const common = {
  system: 'cpq',
  service: 'pricing',
  owner: 'the pricing context',
  tenantScope: 'tenant',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'hash',
  canAffectBusinessState:
    'no, because a command reads the tables: what is quoted is priced there, from the versions that it pins',
  runbook: 'wrong-cached-value',
} as const;

const pointer = {
  ...common,
  kind: 'pointer',
  version: { none: 'because it tells the version' },
  ttl: { fresh: minute, max: minute },
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 380,
} as const;

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isList = (value: unknown) => Array.isArray(value) && value.every(isObject);

export const activeListCategory = defineCategory({
  ...pointer,
  name: 'pricing.active-version',
  purpose: 'Which version of which price list prices what is sold in a currency.',
  truth: 'pricing.price_list, by its unique index of currencies',
  // Prices are looked for by currency. A currency has one list for ever, so that the order of its versions holds.
  key: [literal('active-version'), wordPart('currency')],
  invalidation: { events: ['PriceListPublished'] },
  codec: jsonCodec<PinnedPriceList>(
    (value) =>
      typeof (value as PinnedPriceList).id === 'string' &&
      Number.isSafeInteger((value as PinnedPriceList).version),
  ),
  expectedCardinality: 3,
  orderOf: ({ version }: PinnedPriceList) => version,
});

/**
 * By offering, not by list: a quote asks for a few offerings, and a list of 1,300 is 0.8 MB to unpack; a longer one would be
 * more than an entry may have. An offering that the version does not price has no prices, which is a fact like any other.
 */
export const pricesCategory = defineCategory({
  ...common,
  name: 'pricing.prices',
  purpose: 'The prices of an offering in one version of a price list.',
  kind: 'price-entries',
  truth: 'pricing.price_row, by its primary key',
  version: { counts: 'versions of the price list' },
  key: [literal('price'), versionPart('v'), idPart('priceListId'), idPart('offeringId')],
  ttl: { fresh: hour, max: hour },
  invalidation: 'versioned-key',
  codec: jsonCodec<readonly Price[]>(isList),
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 512 * KB,
  averageBytes: 900,
  expectedCardinality: 1_500,
  shadowRate: 0.001,
});

export const adjustmentsCategory = defineCategory({
  ...common,
  name: 'pricing.adjustments',
  purpose: 'The rules of one version of a price list.',
  kind: 'artefact',
  truth: 'pricing.price_adjustment, by its primary key',
  version: { counts: 'versions of the price list' },
  key: [literal('adjustments'), versionPart('v'), idPart('priceListId')],
  ttl: { fresh: 12 * hour, max: 24 * hour },
  invalidation: 'versioned-key',
  codec: jsonCodec<readonly PriceAdjustment[]>(isList),
  maxStoredBytes: 1_024 * KB,
  maxDecodedBytes: 8 * 1_024 * KB,
  averageBytes: 4 * KB,
  expectedCardinality: 3,
});

/** Rule sets of the tenant. Contract prices are agreed in confidence: no copy of them is made, in no store and no memory. */
export type CopiedRuleSetKind = Exclude<RuleSetKind, 'contractPrices'>;

/** Zero: nothing has been published yet. */
export interface ActiveSet {
  readonly version: number;
}

const pairOf = <Kind extends CopiedRuleSetKind>(
  _kind: Kind,
  word: string,
  what: string,
  event: string,
  isContent: (value: RuleSetContents[Kind]) => boolean,
) => ({
  active: defineCategory({
    ...pointer,
    name: `pricing.${word}-active`,
    purpose: `Which version of ${what} is the active one.`,
    truth: 'pricing.rule_set, by its primary key',
    key: [literal(word), literal('active')],
    invalidation: { events: [event] },
    codec: jsonCodec<ActiveSet>((value) => Number.isSafeInteger((value as ActiveSet).version)),
    expectedCardinality: 1,
    orderOf: ({ version }: ActiveSet) => version,
  }),
  content: defineCategory({
    ...common,
    name: `pricing.${word}`,
    purpose: `One version of ${what}.`,
    kind: 'read-copy',
    truth: 'pricing.rule_set_version, by its primary key',
    version: { counts: `versions of ${what}` },
    key: [literal(word), versionPart('v')],
    ttl: { fresh: 12 * hour, max: 24 * hour },
    invalidation: 'versioned-key',
    codec: jsonCodec<RuleSetContents[Kind]>((value) => isContent(value as RuleSetContents[Kind])),
    maxStoredBytes: 256 * KB,
    maxDecodedBytes: 4 * 1_024 * KB,
    averageBytes: 8 * KB,
    expectedCardinality: 1,
  }),
});

export type RuleSetPair<Kind extends CopiedRuleSetKind> = ReturnType<typeof pairOf<Kind>>;

/** By kind: a pointer that events evict, and contents that never change under their version. */
export const ruleSetCategories: { readonly [Kind in CopiedRuleSetKind]: RuleSetPair<Kind> } = {
  promotions: pairOf(
    'promotions',
    'promotions',
    "the tenant's promotions",
    'PromotionSetChanged',
    ({ promotions }) => isList(promotions),
  ),
  discountPolicy: pairOf(
    'discountPolicy',
    'discount-policy',
    "the tenant's discount policy",
    'DiscountPolicyChanged',
    ({ rules }) => isList(rules),
  ),
};
