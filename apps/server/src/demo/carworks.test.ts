import { importUvl } from '@quotewright/configuration';
import { carworks } from '@quotewright/example-carworks';
import { describe, expect, it } from 'vitest';

describe('the car of carworks', () => {
  it('has every feature, group and constraint of the model', async () => {
    const reports: unknown[] = [];
    const { catalog } = await carworks((text, offering) => {
      const conversion = importUvl(text, offering);
      if ('report' in conversion) reports.push(conversion.report);
      return conversion;
    });
    expect(reports).toEqual([
      {
        features: 2_513,
        groups: 800,
        constraints: 2_833,
        characteristics: 1_459,
        rules: 4_202,
        renamed: [],
        ignoredAttributes: [],
      },
    ]);
    expect(catalog.sections['catalog/offerings@1'].items).toMatchObject([
      { id: 'automotive01', name: 'Car', categoryIds: ['cars'], lifecycle: 'active' },
    ]);
  });

  it('has a price for the offering', async () => {
    const { catalog, priceLists } = await carworks(importUvl);
    const offerings = catalog.sections['catalog/offerings@1'].items.map(({ id }) => id);
    expect(priceLists.flatMap(({ prices }) => prices.map(({ offeringId }) => offeringId))).toEqual(offerings);
  });

  it('is not made of a model with errors', async () => {
    const refusing = () => ({ errors: [{ line: 7, message: 'too much' }] });
    await expect(carworks(refusing)).rejects.toThrow('automotive01.uvl, line 7: too much');
  });
});
