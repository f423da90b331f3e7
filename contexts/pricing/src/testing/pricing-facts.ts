import type { FieldError } from '@quotewright/kernel';
import { calculate, type PricingFacts } from '../domain/calculate.ts';
import { compileIndex } from '../domain/compile-price-index.ts';
import type { PriceInput } from '../domain/price-input.ts';
import type { AdjustmentEntry, PriceEntry } from '../domain/price-list-document.ts';
import type { PriceResult } from '../domain/price-result.ts';
import { priceListDocument } from './price-documents.ts';
import { readPriceList } from './read-price-list.ts';
import { anOffering } from './upstream.ts';

/** What a published list with these entries says, for calculations without a database. */
export function factsOf(
  prices: readonly PriceEntry[],
  {
    adjustments = [],
    currency = 'USD',
    offering = {},
    ...more
  }: {
    readonly adjustments?: readonly AdjustmentEntry[];
    readonly currency?: string;
    readonly offering?: Partial<Parameters<typeof anOffering>[0]>;
  } & Partial<Pick<PricingFacts, 'contractPrices' | 'promotions'>> = {},
): PricingFacts {
  const document = priceListDocument(prices, { currency });
  const read = readPriceList({ ...document, adjustments });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const ids = [...new Set(prices.map(({ offeringId }) => offeringId))];
  const { entries, rules } = compileIndex(read.list);
  return {
    ...more,
    offerings: new Map(ids.map((id) => [id, { ...anOffering({ ...offering, id }), contentHash: 'x' }])),
    prices: entries,
    rules,
  };
}

export function resultOf(input: PriceInput, facts: PricingFacts): PriceResult {
  const calculation = calculate(input, facts);
  if (!calculation.ok) throw new Error(JSON.stringify(calculation.errors));
  return calculation.result;
}

export function refusalsOf(input: PriceInput, facts: PricingFacts): readonly FieldError[] {
  const calculation = calculate(input, facts);
  return calculation.ok ? [] : calculation.errors;
}
