import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyItems, depthOf, inBundleOrder, withDescendants } from './bundle.ts';
import { canonicalItem } from './canonical-item.ts';
import type { QuoteItem } from './quote.ts';

/** Each item is part of an earlier one, or of nothing. */
const forest = fc
  .array(fc.option(fc.nat(30), { nil: undefined }), { maxLength: 30 })
  .map((parents): readonly QuoteItem[] =>
    parents.map((parent, index) => ({
      id: `i${index}`,
      ...(parent !== undefined && index > 0 && { parentId: `i${parent % index}` }),
      offeringId: 'seat',
      quantity: '1',
      usage: {},
    })),
  );

const item = (id: string, parentId?: string) => ({ id, ...(parentId !== undefined && { parentId }) });

describe('items in the order of their bundles', () => {
  it('have children behind their parent, siblings in the order given', () => {
    const items = [
      item('a'),
      item('b'),
      item('a1', 'a'),
      item('b1', 'b'),
      item('a2', 'a'),
      item('a11', 'a1'),
    ];
    expect(inBundleOrder(items).map(({ id }) => id)).toEqual(['a', 'a1', 'a11', 'a2', 'b', 'b1']);
  });

  it('are the same items, each bundle in one piece behind its root', () => {
    fc.assert(
      fc.property(forest, (items) => {
        const ordered = inBundleOrder(items);
        expect(ordered.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
        for (const [index, { id }] of ordered.entries()) {
          const bundle = withDescendants(items, id);
          expect(ordered.slice(index, index + bundle.length).map((part) => part.id)).toEqual(bundle);
        }
        expect(inBundleOrder(ordered)).toEqual(ordered);
      }),
    );
  });
});

describe('the depth of an item', () => {
  it('is one more than that of its parent', () => {
    fc.assert(
      fc.property(forest, (items) => {
        for (const { id, parentId } of items) {
          expect(depthOf(items, id)).toBe(parentId === undefined ? 0 : depthOf(items, parentId) + 1);
        }
      }),
    );
  });
});

describe('copies of items', () => {
  it('have ids of their own and are part of copies', () => {
    fc.assert(
      fc.property(forest, (items) => {
        let next = 0;
        const copies = copyItems(items, () => `copy${next++}`);
        const originalOf = new Map(copies.map(({ id }, index) => [id, items[index]?.id]));
        expect(originalOf.size).toBe(items.length);
        expect(copies.map(({ parentId }) => parentId && originalOf.get(parentId))).toEqual(
          items.map(({ parentId }) => parentId),
        );
      }),
    );
  });

  it('keep everything else', () => {
    const given = canonicalItem('a', {
      offeringId: 'seat',
      quantity: '3',
      usage: { input: '1' },
      characteristics: { region: ['r1'] },
      termMonths: 24,
      startDate: '2026-04-01',
    });
    expect(copyItems([given], () => 'b')).toEqual([{ ...given, id: 'b' }]);
  });
});
