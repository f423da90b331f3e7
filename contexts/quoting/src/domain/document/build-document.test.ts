import type { PricedLine } from '@quotewright/pricing';
import { describe, expect, it } from 'vitest';
import { aDocumentSource } from '../../testing/index.ts';
import { buildDocument } from './build-document.ts';

const line = (id: string, parentId?: string): PricedLine => ({
  id,
  offeringId: id,
  name: id,
  quantity: '1500',
  charges: [],
  ...(parentId !== undefined && { parentId }),
});

describe('the document of a quote', () => {
  it('has the parts of a bundle behind it, wherever they stand in the quote', () => {
    const lines = [
      line('a'),
      line('b'),
      line('b1', 'b'),
      line('a1', 'a'),
      line('a1x', 'a1'),
      line('a2', 'a'),
    ];
    const document = buildDocument(aDocumentSource(lines));
    expect(document.lines.map(({ name, position, depth }) => `${position} ${name} ${depth}`)).toEqual([
      '1 a 0',
      '1.1 a1 1',
      '1.1.1 a1x 2',
      '1.2 a2 1',
      '2 b 0',
      '2.1 b1 1',
    ]);
  });

  it('is not made where a line would be left out', () => {
    expect(() => buildDocument(aDocumentSource([line('a'), line('b', 'missing')]))).toThrow('no bundle');
  });

  it('says once for a bundle how long and from when on', () => {
    const [bundle, seats] = buildDocument(aDocumentSource()).lines;
    expect(bundle?.details).toEqual(['commitment 24 months', 'from 2026-12-15']);
    expect(seats?.details).toEqual([]);
  });

  it("has its dates in the tenant's time zone", () => {
    const { facts, terms } = buildDocument(aDocumentSource());
    // 22:30 UTC is half past eleven in Berlin: still the day before.
    expect(facts).toContainEqual({ label: 'Priced', value: '2026-11-26' });
    const tokyo = { ...aDocumentSource(), seller: { name: 'N', timeZone: 'Asia/Tokyo' } };
    expect(buildDocument(tokyo).facts).toContainEqual({ label: 'Priced', value: '2026-11-27' });
    expect(terms[0]?.value).toBe('can be accepted before 2026-12-27 10:00 (Europe/Berlin)');
  });

  it('says what an amount is multiplied by', () => {
    const [, seats, , firewall] = buildDocument(aDocumentSource()).lines;
    expect(seats?.own).toMatchObject({
      quantity: '35 user',
      unitPrice: '13.00',
      charged: 'per month',
    });
    expect(firewall?.charges[0]).toMatchObject({
      quantity: '34,500 GB',
      unitPrice: 'graduated',
      charged: 'usage',
    });
  });

  it('has the charge that is the item in the row of the item', () => {
    const [, seats, site] = buildDocument(aDocumentSource()).lines;
    expect([seats?.quantity, seats?.own?.amount, seats?.charges]).toEqual(['35 user', '345.80', []]);
    expect([site?.quantity, site?.own, site?.charges.length]).toEqual(['1', undefined, 2]);
  });

  it('says of a percentage what it is of', () => {
    const [, seats] = aDocumentSource().price.result.lines as readonly [PricedLine, PricedLine];
    const support = {
      ...seats.charges[0],
      model: 'percentOfTotal',
      quantity: '1523.8',
      unit: 'EUR',
      unitPrice: { amount: '12.50', currency: 'EUR' },
      per: '100',
    } as const;
    const { lines } = buildDocument(aDocumentSource([{ ...line('a'), charges: [support as never] }]));
    expect(lines[0]?.charges[0]).toMatchObject({ quantity: '1,523.8 EUR', unitPrice: '12.5 %' });
  });

  it('is marked where it is not what the customer was given', () => {
    const markerIn = (state: 'priced' | 'inApproval' | 'accepted') =>
      buildDocument({ ...aDocumentSource(), purpose: { toLookAtIn: state } }).marker?.word;
    expect(buildDocument(aDocumentSource()).marker).toBeUndefined();
    expect(markerIn('priced')).toBe('DRAFT');
    expect(markerIn('inApproval')).toBe('DRAFT');
    expect(markerIn('accepted')).toBe('COPY');
  });
});
