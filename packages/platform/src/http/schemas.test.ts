import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  calendarDateSchema,
  currencySchema,
  decimalStringSchema,
  describedBy,
  idSchema,
  moneySchema,
  quantitySchema,
  timestampSchema,
} from './schemas.ts';

const cases: readonly (readonly [string, z.ZodType, readonly unknown[], readonly unknown[]])[] = [
  [
    'a decimal',
    decimalStringSchema,
    ['0', '-12.50', '0.000000000001'],
    [12.5, '1e3', 'NaN', '01', '.5', '1,5', ' 1', ''],
  ],
  ['a quantity', quantitySchema, ['0', '3', '0.25'], ['-1', '-0', '1e400', 'Infinity', 3]],
  ['a currency', currencySchema, ['USD', 'IDR'], ['usd', 'XXX', 'US', '']],
  [
    'an amount of money',
    moneySchema,
    [{ amount: '1.50', currency: 'EUR' }],
    [{ amount: 1.5, currency: 'EUR' }, '1 EUR'],
  ],
  [
    'a timestamp',
    timestampSchema,
    ['2026-03-01T09:30:00.000Z'],
    [
      '2026-03-01',
      '0000-01-01T00:00:00.000Z',
      '2026-02-30T00:00:00.000Z',
      '2026-03-01T09:30:00Z',
      '2026-03-01T09:30:00.000+01:00',
    ],
  ],
  [
    'a calendar date',
    calendarDateSchema,
    ['2024-02-29'],
    ['2026-02-29', '2026-3-1', '2026-03-01T00:00:00.000Z'],
  ],
  [
    'an id',
    idSchema,
    ['0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f'],
    ['0195D3A0-7B1E-7C3A-9F00-3D1C5A2B4E6F', '1', "' or 1=1 --"],
  ],
];

describe.each(cases)('%s', (_, schema, accepted, refused) => {
  it('is accepted in its one form', () => {
    expect(accepted.filter((value) => !schema.safeParse(value).success)).toEqual([]);
  });

  it('is refused in any other', () => {
    expect(refused.filter((value) => schema.safeParse(value).success)).toEqual([]);
  });
});

describe('an object that is described by another schema', () => {
  const described = z.strictObject({ format: z.literal('x') }).meta({ id: 'DescribedInATest' });

  it('is taken as it is, so that the use case can name every error of it', () => {
    const schema = describedBy(described);
    for (const document of [{}, { format: 'y' }, { format: 'x', more: [1] }])
      expect(schema.parse(document)).toEqual(document);
    for (const none of [[], 'text', null, 7]) expect(schema.safeParse(none).success).toBe(false);
  });

  it('needs a name that the OpenAPI document can refer to', () => {
    expect(() => describedBy(z.strictObject({}))).toThrow(TypeError);
  });
});
