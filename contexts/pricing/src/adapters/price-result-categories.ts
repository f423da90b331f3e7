import { defineCategory, hashPart, jsonCodec, literal, versionPart } from '@quotewright/acceleration';
import type { PriceResult } from '../domain/price-result.ts';
import { common, isObject, KB, minute } from './category-answers.ts';

/** What is kept of a computed price: all of it, because a total that nobody can explain is not worth keeping. */
export interface KeptPrice {
  readonly result: PriceResult;
  readonly priceHash: string;
}

const isKeptPrice = ({ result, priceHash }: KeptPrice) =>
  isObject(result) && Array.isArray(result.lines) && typeof priceHash === 'string';

const answers = {
  ...common,
  kind: 'computed-result',
  truth: 'the calculation, from the versions that the input pins',
  version: { counts: 'versions of the catalog and the price list; the hash covers these and all else' },
  invalidation: 'versioned-key',
  codec: jsonCodec<KeptPrice>((value) => isObject(value) && isKeptPrice(value as KeptPrice)),
  maxStoredBytes: 64 * KB,
  maxDecodedBytes: 2_048 * KB,
  averageBytes: 6 * KB,
  compressAbove: 4 * KB,
  expectedCardinality: 2_000,
  canAffectBusinessState:
    'no, because a command computes what it keeps from PostgreSQL, and never asks for a copy of a result',
  runbook: 'wrong-price-suspected',
  /** Beyond this the process has enough to compute: callers hear that it is busy, and their endpoint says what then. */
  loading: { timeout: 15_000, lockWait: 2_000, whenBusy: 'refuse', concurrency: 8 },
  shadowRate: 0.001,
} as const;

export const resultCategory = defineCategory({
  ...answers,
  name: 'pricing.result',
  purpose: 'A computed price with its explanation, under the hash of all that it depends on.',
  key: [literal('result'), versionPart('v'), hashPart('inputHash')],
  ttl: { fresh: 30 * minute, max: 30 * minute },
  protection: 'sealed',
});

/** Agreed in confidence, or given by a person with a reason: nobody reads it in the store, and it does not stay long. */
export const confidentialResultCategory = defineCategory({
  ...answers,
  name: 'pricing.confidential-result',
  purpose: 'As pricing.result, of a price that contract prices or discounts by hand have taken part in.',
  key: [literal('confidential-result'), versionPart('v'), hashPart('inputHash')],
  ttl: { fresh: 10 * minute, max: 10 * minute },
  sensitivity: {
    fields: ['result.lines: contract prices, and what people wrote about their discounts'],
    maxTtl: 10 * minute,
    encrypted: true,
  },
  protection: 'encrypted',
});
