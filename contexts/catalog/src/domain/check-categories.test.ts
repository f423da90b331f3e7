import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { CATEGORIES, type Category } from './category.schema.ts';
import { checkCategories, withAncestors } from './check-categories.ts';
import { indexed } from './section.ts';

const snapshotOf = (parents: Readonly<Record<string, string>>) => {
  const items = Object.entries(parents).map(
    ([id, parentId]): Category => ({ id, name: id, ...(parentId === '' ? {} : { parentId }) }),
  );
  return catalogSnapshot(new Map([[CATEGORIES.section, indexed(items)]]));
};
const codes = (parents: Readonly<Record<string, string>>) =>
  [...checkCategories(snapshotOf(parents))].map(({ code, pointer }) => [code, pointer]);

describe('the tree of categories', () => {
  it('has parents that exist', () => {
    expect(codes({ a: '', b: 'a', c: 'nowhere' })).toEqual([['CATEGORY_UNKNOWN', '/items/2/parentId']]);
  });

  it('blames a cycle on its members, not on what hangs below it', () => {
    expect(codes({ a: 'b', b: 'a', below: 'a', self: 'self', fine: '' })).toEqual([
      ['CATEGORY_CYCLE', '/items/0/parentId'],
      ['CATEGORY_CYCLE', '/items/1/parentId'],
      ['CATEGORY_CYCLE', '/items/3/parentId'],
    ]);
  });

  it('is found cyclic exactly where walking up comes back', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const parents = fc.record(
      Object.fromEntries(ids.map((id) => [id, fc.constantFrom('', ...ids)])) as Record<
        string,
        fc.Arbitrary<string>
      >,
    );
    fc.assert(
      fc.property(parents, (parentOf) => {
        const comesBack = (start: string) => {
          let at = parentOf[start] ?? '';
          for (let steps = 0; steps < ids.length && at !== '' && at !== start; steps += 1)
            at = parentOf[at] ?? '';
          return at === start;
        };
        const found = codes(parentOf).map(([, pointer]) => pointer);
        const expected = ids.flatMap((id, index) => (comesBack(id) ? [`/items/${index}/parentId`] : []));
        expect(found).toEqual(expected);
      }),
    );
  });

  it('puts an offering under its categories and all above them, each once', () => {
    const snapshot = snapshotOf({ root: '', left: 'root', right: 'root', leaf: 'left' });
    expect([...withAncestors(snapshot, ['leaf', 'right'])].sort()).toEqual(['leaf', 'left', 'right', 'root']);
    expect(withAncestors(snapshot, [])).toEqual([]);
  });
});
