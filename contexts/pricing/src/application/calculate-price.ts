import { contentHash } from '@quotewright/kernel';
import type { PricingFacts } from '../domain/calculate.ts';
import type { ChargeMemo } from '../domain/charge-memo.ts';
import type { Engine } from '../domain/engine.ts';
import { refusal } from '../domain/errors.ts';
import type { PriceInput } from '../domain/price-input.ts';
import type { PricedQuote } from '../domain/price-request.ts';

/** Prices an input whose facts are known. Throws what cannot be priced as field errors. */
export function calculatePrice(
  engine: Engine,
  input: PriceInput,
  facts: PricingFacts,
  memo?: ChargeMemo,
): PricedQuote {
  const calculation = engine(input, facts, memo);
  if (!calculation.ok) throw refusal(calculation.errors);
  const { result } = calculation;
  return { input, inputHash: result.inputHash, result, priceHash: contentHash(result) };
}
