import { DomainError, type FieldError } from '@quotewright/kernel';
import { comparePrices } from '../domain/compare-prices.ts';
import { refusal } from '../domain/errors.ts';
import type { PriceComparison } from '../domain/price-comparison.ts';
import type { PricedQuote, PriceRequest } from '../domain/price-request.ts';
import type { Reading } from './reading.ts';
import type { SimulationTerms, simulatePrice } from './simulate-price.ts';

export interface ComparedRequests {
  readonly before: PricedQuote;
  readonly after: PricedQuote;
  readonly comparison: PriceComparison;
}

/**
 * What two requests cost now, and what makes the difference. Refusals of both together, with pointers that begin
 * with `/before` and `/after`.
 */
export const compareRequests =
  ({ simulate }: { readonly simulate: ReturnType<typeof simulatePrice<never>> }) =>
  async (
    read: Reading,
    requests: { readonly before: PriceRequest; readonly after: PriceRequest },
    terms?: SimulationTerms,
  ): Promise<ComparedRequests> => {
    const errors: FieldError[] = [];
    const priceSide = async (side: 'before' | 'after') => {
      try {
        return await simulate(read, requests[side], terms);
      } catch (error) {
        if (!(error instanceof DomainError) || error.details.errors === undefined) throw error;
        const placed = error.details.errors.map((field) => ({
          ...field,
          pointer: `/${side}${field.pointer}`,
        }));
        errors.push(...placed);
        return undefined;
      }
    };
    const before = await priceSide('before');
    const after = await priceSide('after');
    if (before === undefined || after === undefined) throw refusal(errors);
    return { before, after, comparison: comparePrices(before.result, after.result) };
  };
