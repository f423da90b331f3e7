import { describe, expect, it } from 'vitest';
import { characteristicSchema } from './characteristic.schema.ts';

const characteristic = (fields: object) => characteristicSchema.safeParse({ id: 'c', name: 'C', ...fields });
const problems = (fields: object) =>
  (characteristic(fields).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);

describe('a characteristic', () => {
  it.each([
    ['an enumeration', { type: 'enum', values: [{ id: 'red' }], defaultValues: ['red'] }],
    ['a whole number', { type: 'integer', range: { min: 1, max: 1 }, defaultValues: [1] }],
    ['a decimal', { type: 'decimal', range: { min: '0.1', max: '0.30' }, defaultValues: ['0.3'] }],
    ['a boolean', { type: 'boolean', defaultValues: [false] }],
    ['a text', { type: 'text', maxLength: 3, pattern: '^\\p{L}+$', defaultValues: ['abc'] }],
    ['several values', { type: 'integer', maxCardinality: 2, defaultValues: [1, 2] }],
  ])('may be %s', (_, fields) => expect(problems(fields)).toEqual([]));

  it.each([
    ['a range from high to low', { type: 'integer', range: { min: 2, max: 1 } }, 'range'],
    ['decimals that only look in order', { type: 'decimal', range: { min: '10', max: '9' } }, 'range'],
    ['a decimal that is a JSON number', { type: 'decimal', range: { min: 1 } }, 'range.min'],
    ['a fraction of a whole number', { type: 'integer', defaultValues: [1.5] }, 'defaultValues.0'],
    ['no value at all', { type: 'enum', values: [] }, 'values'],
    ['a value twice', { type: 'enum', values: [{ id: 'a' }, { id: 'a' }] }, 'values'],
    [
      'a default it cannot take',
      { type: 'enum', values: [{ id: 'a' }], defaultValues: ['b'] },
      'defaultValues.0',
    ],
    [
      'fewer defaults than it needs',
      { type: 'integer', minCardinality: 2, maxCardinality: 2, defaultValues: [1] },
      'defaultValues',
    ],
    ['an empty cardinality', { type: 'boolean', minCardinality: 2 }, 'minCardinality'],
    ['a pattern that does not compile', { type: 'text', pattern: '(' }, 'pattern'],
    ['a member of another type', { type: 'boolean', unit: 'cm' }, ''],
    ['an unknown type', { type: 'color' }, 'type'],
  ])('refuses %s', (_, fields, place) => expect(problems(fields).map(([path]) => path)).toContain(place));

  // Such text has no UTF-8 form, so it cannot be hashed: it must be refused before somebody tries.
  it.each(['\ud800', 'a\0b', 'two\nlines'])(
    'refuses the value and pattern %j, which nobody can keep or see',
    (text) => {
      expect(problems({ type: 'text', defaultValues: [text] })).toEqual([
        ['defaultValues.0', 'must be one line without control characters'],
      ]);
      expect(characteristic({ type: 'text', pattern: text }).success).toBe(false);
    },
  );
});
