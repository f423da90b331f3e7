import {
  type Codec,
  defineCategory,
  idPart,
  jsonCodec,
  literal,
  versionPart,
  wordPart,
} from '@quotewright/acceleration';
import { canonicalBytes } from '@quotewright/kernel';
import {
  type IndexedCharge,
  type ListRules,
  type OfferingPrices,
  PRICE_INDEX_FORMAT,
} from '../domain/price-index.ts';
import type { PinnedPriceList } from '../domain/price-input.ts';
import { common, hour, isList, isObject, KB, pointer } from './category-answers.ts';

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

/** Their payload is the very text that PostgreSQL has, so that its recorded hash is that of the copy. */
const canonicalCodec = <Value>(check: (value: unknown) => boolean): Codec<Value> => ({
  ...jsonCodec<Value>(check),
  encode: canonicalBytes,
});

const isOffering = ({ charges }: OfferingPrices) => isList(charges) && charges.every(isCharge);
const isCharge = ({ prices, rules }: IndexedCharge) =>
  isList(prices) && Array.isArray(rules) && rules.every(Number.isSafeInteger);

/**
 * By offering, not by list: a quote asks for a few offerings, and a list of 1,300 is 0.8 MB to unpack; a longer one would be
 * more than an entry may have. An offering that the version does not price has no charges, which is a fact like any other.
 */
export const priceIndexCategory = defineCategory({
  ...common,
  // Entries name rules by their places: those of another compiler must not meet the rules of this one.
  schemaVersion: PRICE_INDEX_FORMAT,
  name: 'pricing.price-index',
  purpose:
    'What one version of a price list says about an offering, as it was compiled when it was published.',
  kind: 'artefact',
  truth: 'pricing.price_index_entry, by its primary key',
  version: { counts: 'versions of the price list' },
  key: [literal('price-index'), versionPart('v'), idPart('priceListId'), idPart('offeringId')],
  ttl: { fresh: 12 * hour, max: 24 * hour },
  invalidation: 'versioned-key',
  codec: canonicalCodec<OfferingPrices>((value) => isObject(value) && isOffering(value as OfferingPrices)),
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 512 * KB,
  averageBytes: 1_000,
  expectedCardinality: 1_500,
  shadowRate: 0.001,
});

export const priceRulesCategory = defineCategory({
  ...common,
  schemaVersion: PRICE_INDEX_FORMAT,
  name: 'pricing.price-rules',
  purpose: 'The rules of one version of a price list, in their order.',
  kind: 'artefact',
  truth: 'pricing.price_index_entry, by its primary key',
  version: { counts: 'versions of the price list' },
  key: [literal('price-rules'), versionPart('v'), idPart('priceListId')],
  ttl: { fresh: 12 * hour, max: 24 * hour },
  invalidation: 'versioned-key',
  codec: canonicalCodec<ListRules>(isList),
  maxStoredBytes: 1_024 * KB,
  maxDecodedBytes: 8 * 1_024 * KB,
  averageBytes: 4 * KB,
  expectedCardinality: 3,
  shadowRate: 0.001,
});
