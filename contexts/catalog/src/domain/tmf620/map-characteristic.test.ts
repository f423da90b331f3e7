import { describe, expect, it } from 'vitest';
import { readTmf620 } from '../../testing/read-tmf620.ts';

type Fields = Readonly<Record<string, unknown>>;

const characteristic = (fields: Fields) => ({ name: 'Speed', ...fields });
const specification = (...characteristics: readonly Fields[]) => ({
  '@type': 'ProductSpecification',
  id: 'access',
  name: 'Access',
  productSpecCharacteristic: characteristics,
});

const madeOf = async (fields: Fields) => {
  const { sections } = await readTmf620(specification(characteristic(fields)));
  return sections['catalog/specifications@1']?.[0].characteristics[0];
};

describe('a characteristic', () => {
  const values = (...list: readonly Fields[]) => ({ characteristicValueSpecification: list });

  it.each<[string, Fields, Fields]>([
    ['free text', { valueType: 'string', regex: '^[A-Z]+$' }, { type: 'text', pattern: '^[A-Z]+$' }],
    ['any number', { valueType: 'number' }, { type: 'decimal' }],
    [
      'yes or no',
      { valueType: 'Boolean', ...values({ value: true, isDefault: true }, { value: false }) },
      { type: 'boolean', defaultValues: [true] },
    ],
    [
      'a range of whole numbers',
      {
        valueType: 'integer',
        ...values({ valueFrom: 1, valueTo: 10, rangeInterval: 'open', unitOfMeasure: 'Gbps' }),
      },
      { type: 'integer', range: { min: 2, max: 9 }, unit: 'Gbps' },
    ],
    [
      'a range of numbers',
      { valueType: 'decimal', ...values({ valueFrom: '0.5', valueTo: 2 }) },
      { type: 'decimal', range: { min: '0.5', max: '2' } },
    ],
    [
      'listed numbers',
      { valueType: 'number', ...values({ value: 0.5, unitOfMeasure: 'm' }, { value: '2', isDefault: true }) },
      { type: 'enum', values: [{ id: '0.5', name: '0.5 m' }, { id: '2' }], defaultValues: ['2'] },
    ],
  ])('of %s keeps its values', async (_, fields, expected) => {
    expect(await madeOf(fields)).toMatchObject({
      id: 'Speed',
      minCardinality: 0,
      maxCardinality: 1,
      ...expected,
    });
  });

  it.each<[string, Fields, string]>([
    [
      'values that are objects',
      { valueType: 'object', ...values({ value: { a: 1 } }) },
      'VALUE_TYPE /productSpecCharacteristic/0/valueType',
    ],
    [
      'open ends of decimals',
      { valueType: 'decimal', ...values({ valueFrom: 1, rangeInterval: 'open' }) },
      'RANGE_CLOSED /productSpecCharacteristic/0/characteristicValueSpecification/0/rangeInterval',
    ],
    [
      'several ranges',
      { valueType: 'integer', ...values({ valueFrom: 1, valueTo: 2 }, { valueFrom: 5 }) },
      'VALUES_OPEN /productSpecCharacteristic/0',
    ],
    [
      'more defaults than values',
      { valueType: 'string', ...values({ value: 'a', isDefault: true }, { value: 'b', isDefault: true }) },
      'DEFAULTS /productSpecCharacteristic/0',
    ],
    [
      'a pattern beside a list',
      { valueType: 'string', regex: '.', ...values({ value: 'a' }) },
      'NOT_MAPPED /productSpecCharacteristic/0/regex',
    ],
    [
      'a pattern that is none',
      { valueType: 'string', regex: '(' },
      'NOT_MAPPED /productSpecCharacteristic/0/regex',
    ],
  ])('says what gets lost of %s', async (_, fields, remark) => {
    const { errors, remarks } = await readTmf620(specification(characteristic(fields)));
    expect(errors).toEqual([]);
    expect(remarks).toContain(remark);
  });

  it.each<[string, Fields, string]>([
    ['no name', { name: undefined }, 'REQUIRED /productSpecCharacteristic/0/name'],
    [
      'a cardinality upside down',
      { minCardinality: 2, maxCardinality: 1 },
      'CARDINALITY_EMPTY /productSpecCharacteristic/0',
    ],
    [
      'ends that are no numbers',
      { valueType: 'integer', ...values({ valueFrom: 'low' }) },
      'TYPE /productSpecCharacteristic/0/characteristicValueSpecification/0/valueFrom',
    ],
    [
      'one value twice',
      { valueType: 'string', ...values({ value: 'a b' }, { value: 'a-b' }) },
      'DUPLICATE_ID /productSpecCharacteristic/0',
    ],
  ])('is refused for %s, where it is wrong', async (_, fields, error) => {
    expect((await readTmf620(specification(characteristic(fields)))).errors).toContain(error);
  });
});
