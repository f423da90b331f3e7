import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalItem, type ItemContent } from './canonical-item.ts';

const decimalText = fc
  .tuple(fc.nat(10_000), fc.nat(99))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`);
const name = fc.stringMatching(/^[a-z]{1,4}$/);
const content: fc.Arbitrary<ItemContent> = fc.record(
  {
    offeringId: fc.constant('seat'),
    quantity: decimalText,
    usage: fc.dictionary(name, decimalText, { maxKeys: 4 }),
    characteristics: fc.dictionary(
      name,
      fc.oneof(fc.array(fc.integer(), { maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 })),
      { maxKeys: 4 },
    ),
    termMonths: fc.option(fc.integer({ min: 1, max: 120 })),
    manualAdjustments: fc.array(
      fc.record({
        adjustment: fc.record({ type: fc.constant('percent' as const), value: decimalText }),
        reason: fc.constant('because'),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['offeringId', 'quantity', 'usage'] },
);

describe('an item in its one form', () => {
  it('has decimals in their one form, names and values sorted, values once', () => {
    const item = canonicalItem('item-1', {
      offeringId: 'seat',
      quantity: '2.50',
      usage: { output: '1.0', input: '0' },
      characteristics: { users: [9, 10, 9], region: ['r2', 'r1'] },
      manualAdjustments: [{ adjustment: { value: '-5.00', type: 'percent' }, reason: 'old friend' }],
    });
    expect(JSON.stringify(item)).toBe(
      '{"id":"item-1","offeringId":"seat","quantity":"2.5","usage":{"input":"0","output":"1"},' +
        '"characteristics":{"region":["r1","r2"],"users":[10,9]},' +
        '"manualAdjustments":[{"adjustment":{"type":"percent","value":"-5"},"reason":"old friend"}]}',
    );
  });

  it('does without what says nothing', () => {
    const nothing = {
      characteristics: { region: [] },
      termMonths: null,
      startDate: null,
      manualAdjustments: [],
    };
    expect(canonicalItem('item-1', { offeringId: 'seat', quantity: '1', usage: {}, ...nothing })).toEqual({
      id: 'item-1',
      offeringId: 'seat',
      quantity: '1',
      usage: {},
    });
  });

  it('is its own one form', () => {
    fc.assert(
      fc.property(content, (sent) => {
        const once = canonicalItem('item-1', sent);
        expect(JSON.stringify(canonicalItem('item-1', once))).toBe(JSON.stringify(once));
      }),
    );
  });
});
