import { describe, expect, it } from 'vitest';
import { technicalKeys } from '../keys/technical-keys.ts';
import { aCategory, aChangeableCategory } from '../testing/category-builders.ts';
import { kindLimits } from './kind-limits.ts';
import { cacheReference } from './reference.ts';
import { createRegistry } from './registry.ts';

const section = (title: string, ...categories: Parameters<typeof createRegistry>[0]) => {
  const found = cacheReference(createRegistry(categories)).find((one) => one.title === title);
  if (found === undefined) throw new Error(`there is no section ${title}`);
  return found;
};
const firstCells = (title: string, ...categories: Parameters<typeof createRegistry>[0]) =>
  section(title, ...categories).table?.rows.map(([first]) => first);

describe('the reference of the layer', () => {
  it('shows every kind with its limits', () => {
    expect(firstCells('Kinds')).toEqual(Object.keys(kindLimits).map((kind) => `\`${kind}\``));
    expect(section('Kinds').table?.rows.find(([kind]) => kind === '`authorization`')).toContain(
      '24 h, 5 s without a version',
    );
  });

  it('shows every technical key with its life cycle', () => {
    expect(firstCells('Technical keys')).toEqual(technicalKeys.map(({ name }) => name));
  });

  it('says so when nothing is cached', () => {
    expect(section('Categories').text).toContain('declares no category yet');
    expect(section('Categories').table).toBeUndefined();
  });

  it('shows every category, what it is asked for, and what it needs', () => {
    const both = [
      aCategory({ sensitivity: { fields: ['name'], maxTtl: 86_400_000, encrypted: false } }),
      aChangeableCategory(),
    ];
    for (const title of ['Categories', 'Why they are safe']) {
      expect(firstCells(title, ...both)).toEqual(['`catalog.offering`', '`tenancy.config`']);
    }
    expect(section('Categories', ...both).table?.rows[1]).toEqual(
      expect.arrayContaining([
        '`tenancy:config:<tenant>:config:<id>`',
        '5 min – 15 min',
        '`TenantConfigChanged`',
        '`load`',
      ]),
    );
    expect(section('Memory plan', ...both).table?.rows).toEqual([
      ['`catalog.offering`', '30,000', '125.8 MB'],
      ['`tenancy.config`', '100', '129.3 KB'],
      ['all', '30,100', '125.9 MB'],
    ]);
  });

  it('fills every row', () => {
    for (const { table } of cacheReference(createRegistry([aCategory()])))
      for (const row of table?.rows ?? []) {
        expect(row).toHaveLength(table?.head.length ?? 0);
        for (const cell of row) expect(cell).not.toBe('');
      }
  });
});
