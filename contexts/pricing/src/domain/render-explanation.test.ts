import { describe, expect, it } from 'vitest';
import { priceListDocument, tieredTokenPrices, unitPrice } from '../testing/price-documents.ts';
import { aPriceInput, aPriceInputLine } from '../testing/price-inputs.ts';
import { readPriceList } from '../testing/read-price-list.ts';
import { anOffering } from '../testing/upstream.ts';
import { calculate } from './calculate.ts';
import { compileIndex } from './compile-price-index.ts';
import { renderExplanation } from './render-explanation.ts';

describe('rendering an explanation', () => {
  it('tells every charge, step and total in words', () => {
    const read = readPriceList(
      priceListDocument([
        ...tieredTokenPrices('model', '200000', { input: ['3', '6'], output: ['15', '22.5'] }),
        { ...unitPrice('model', '9.995'), id: 'old', validity: { until: '2026-01-01' } },
        { ...unitPrice('model', '10.005'), validity: { from: '2026-01-01' } },
      ]),
    );
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    const input = aPriceInput({
      lines: [aPriceInputLine({ offeringId: 'model', usage: { input: '1500000' } })],
    });
    const { entries: prices, rules } = compileIndex(read.list);
    const calculation = calculate(input, {
      offerings: new Map([['model', { ...anOffering({ id: 'model', name: 'Model M' }), contentHash: 'x' }]]),
      prices,
      rules,
    });
    if (!calculation.ok) throw new Error(JSON.stringify(calculation.errors));
    expect(renderExplanation(calculation.result)).toBe(
      `Prices in USD for 2026-03-01, from catalog version 1 and price list standard-usd version 1.

1. Model M × 1
   input tokens: 1,500,000 token at 6.00 USD per 1,000,000 token = 9.00 USD
     - list price 3 per 1,000,000 (model:input) makes 4.5 USD
     - 1,500,000 is above 200,000: all units at 6 make 9 USD
     - nothing to round at 2 decimals
   output tokens: 0 token at 22.50 USD per 1,000,000 token = 0.00 USD
     - list price 15 per 1,000,000 (model:output) makes 0 USD
     - 1,500,000 is above 200,000: all units at 22.5 make 0 USD
     - nothing to round at 2 decimals
   Fee: 1 seat at 10.005 USD per seat = 10.01 USD a month
     - price old does not count: it holds before 2026-01-01
     - list price 10.005 per 1 (model:fee) makes 10.005 USD
     - rounded half-up to 2 decimals: 10.01 USD

Total one-time: 0.00 USD
Total usage: 9.00 USD
Total per month: 10.01 USD
`,
    );
  });
});
