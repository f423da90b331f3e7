import { describe, expect, it } from 'vitest';
import { csvPrices } from './import-prices.ts';

const CSV = Buffer.from('price\n');

describe('prices as CSV on the command line', () => {
  it('are for the list that is named, with what makes a new one', () => {
    expect(csvPrices(CSV, { priceList: 'standard-eur', name: 'Standard', currency: 'EUR' })).toEqual({
      priceListId: 'standard-eur',
      sent: { mediaType: 'text/csv', document: CSV, listName: 'Standard', listCurrency: 'EUR' },
    });
    expect(csvPrices(CSV, { priceList: 'standard-eur' })).toEqual({
      priceListId: 'standard-eur',
      sent: { mediaType: 'text/csv', document: CSV },
    });
  });

  it('need a list, and a currency that exists', () => {
    expect(() => csvPrices(CSV, {})).toThrow('--price-list <id>');
    expect(() => csvPrices(CSV, { priceList: 'a', currency: 'EURO' })).toThrow('"EURO" is no ISO 4217');
  });
});
