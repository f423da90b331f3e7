import { importUvl } from '@quotewright/configuration';
import { describe, expect, it } from 'vitest';
import { mergedIntoDraft } from './merged-into-draft.ts';

const draftOf = (sections: Readonly<Record<string, readonly object[]>>) =>
  Buffer.from(
    JSON.stringify({
      format: 'quotewright/catalog@1',
      sections: Object.fromEntries(Object.entries(sections).map(([name, items]) => [name, { items }])),
    }),
  );

function merged(draft: Buffer, text: string) {
  const conversion = importUvl(text, { offeringId: 'car', name: 'Car' });
  if ('errors' in conversion) throw new Error(JSON.stringify(conversion.errors));
  const bytes = mergedIntoDraft(draft, conversion.document);
  return {
    bytes,
    sections: (JSON.parse(bytes.toString()) as { sections: Record<string, { items: { id: string }[] }> })
      .sections,
  };
}

const CAR = 'features\n car\n  optional\n   radio';
const CAR_WITH_ROOF = `${CAR}\n   roof\nconstraints\n roof => radio`;

const OTHERS = {
  'catalog/specifications@1': [{ id: 'cable', name: 'Cable' }],
  'catalog/categories@1': [{ id: 'goods', name: 'Goods' }],
  'catalog/offerings@1': [
    { id: 'cable-1', name: 'Cable 1 m', specificationId: 'cable', lifecycle: 'active' },
  ],
  'configuration/rules@1': [{ id: 'cable-1', rules: [] }],
};

describe('a converted model', () => {
  it('joins what the draft has, in the sections that it touches', () => {
    const { sections } = merged(draftOf(OTHERS), CAR);
    expect(Object.entries(sections).map(([name, { items }]) => [name, items.map(({ id }) => id)])).toEqual([
      ['catalog/specifications@1', ['cable', 'car']],
      ['catalog/offerings@1', ['cable-1', 'car']],
      ['configuration/rules@1', ['cable-1', 'car']],
    ]);
    expect(sections['catalog/offerings@1']?.items[0]).toEqual(OTHERS['catalog/offerings@1'][0]);
  });

  it('is the draft where there was none', () => {
    const { sections } = merged(draftOf({}), CAR);
    expect(sections['catalog/offerings@1']?.items).toEqual([
      { id: 'car', name: 'Car', specificationId: 'car', lifecycle: 'active' },
    ]);
  });

  it('replaces its own characteristics and rules, and leaves what people added', () => {
    const added = { id: 'radio-first', kind: 'default', variable: 'radio', value: true };
    const before = JSON.parse(merged(draftOf(OTHERS), CAR).bytes.toString()) as {
      sections: Record<string, { items: { id: string; rules?: object[] }[] }>;
    };
    const sections = Object.fromEntries(
      Object.entries(before.sections).map(([name, { items }]) => [
        name,
        items.map((item) => {
          if (item.id !== 'car') return item;
          const rules = item.rules && [added, ...item.rules];
          return { ...item, ...(rules ? { rules } : { name: 'The car', description: 'Ours.' }) };
        }),
      ]),
    );
    const after = merged(draftOf(sections), CAR_WITH_ROOF).sections;
    const car = (section: string) => after[section]?.items.find(({ id }) => id === 'car');
    expect(car('catalog/offerings@1')).toMatchObject({ name: 'The car', description: 'Ours.' });
    expect(car('catalog/specifications@1')).toMatchObject({
      name: 'The car',
      description: 'Ours.',
      characteristics: [{ id: 'car' }, { id: 'radio' }, { id: 'roof' }],
    });
    expect(car('configuration/rules@1')).toMatchObject({
      rules: [{ id: 'tree.car' }, { id: 'tree.radio' }, { id: 'tree.roof' }, { id: 'c1' }, added],
    });
  });

  it('gives the same bytes when it is merged again', () => {
    const { bytes } = merged(draftOf(OTHERS), CAR_WITH_ROOF);
    expect(merged(bytes, CAR_WITH_ROOF).bytes.equals(bytes)).toBe(true);
  });

  it('takes no id that another product has', () => {
    const car = { id: 'car', name: 'Toy car', specificationId: 'toy', lifecycle: 'active' };
    expect(() => merged(draftOf({ 'catalog/offerings@1': [car] }), CAR)).toThrow('--offering <id>');
  });
});
