import { tenantId } from '@quotewright/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import { queries } from './queries.ts';

describeOnEachEngine('values', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ migrations: [] });
  });
  afterAll(() => database.close());

  async function read(expression: string): Promise<unknown> {
    const { rows } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(queries(tx)),
    );
    return rows[0]?.value;
  }

  async function roundTrip(value: unknown, type: string): Promise<unknown> {
    const { rows } = await database.db.withTenant(tenantId('acme'), 'read', (tx) =>
      sql<{ value: unknown }>`select ${value}::${sql.raw(type)} as value`.execute(queries(tx)),
    );
    return rows[0]?.value;
  }

  it.each([
    ['bigint → number', '9007199254740991::int8', 9007199254740991],
    ['count → number', '(select count(*) from platform.job)', 0],
    ['integer → number', '42::int4', 42],
    ['float → number', '0.1::float8', 0.1],
    ['numeric → text, digits kept', '12345678901234567890.10::numeric', '12345678901234567890.10'],
    ['date → text', "'2026-03-01'::date", '2026-03-01'],
    [
      'timestamptz → Date',
      "'2026-03-01T09:30:00.123456+02'::timestamptz",
      new Date('2026-03-01T07:30:00.123Z'),
    ],
    ['timestamp → text', "'2026-03-01 09:30:00'::timestamp", '2026-03-01 09:30:00'],
    ['bytea → Buffer', "'\\x00ff'::bytea", Buffer.from([0, 255])],
    ['jsonb → value', `'{"a":[1,null]}'::jsonb`, { a: [1, null] }],
    ['json null → null', `'null'::jsonb`, null],
    ['boolean → boolean', 'false', false],
    ['uuid → text', "'0190a0b0-0000-7000-8000-000000000000'::uuid", '0190a0b0-0000-7000-8000-000000000000'],
    [
      'text[] → array',
      `array['a,b', 'c"d', '\\', 'NULL', '', null]::text[]`,
      ['a,b', 'c"d', '\\', 'NULL', '', null],
    ],
    ['bigint[] → numbers', 'array[1, 2]::int8[]', [1, 2]],
    ['empty array', "'{}'::text[]", []],
    ['interval → text', "'90 minutes'::interval", '01:30:00'],
    ['null', 'null::int8', null],
  ])('reads %s', async (_name, expression, expected) => {
    expect(await read(expression)).toEqual(expected);
  });

  it.each([
    ['text', 'Grüße ✓', 'text'],
    ['whole numbers', 2 ** 53 - 1, 'int8'],
    ['booleans', true, 'boolean'],
    ['decimals as text', '0.10', 'numeric'],
    ['times', new Date('2026-03-01T09:30:00.123Z'), 'timestamptz'],
    ['bytes', Buffer.from([0, 1, 254, 255]), 'bytea'],
    ['JSON text', { a: 'b' }, 'jsonb'],
    ['arrays of text', ['a"b', '\\', 'c,d', '{}', '', null], 'text[]'],
    ['arrays of numbers', [1, 2, 3], 'int4[]'],
    ['null', null, 'text'],
  ])('writes %s as they are read', async (_name, value, type) => {
    const written = type === 'jsonb' ? JSON.stringify(value) : value;
    expect(await roundTrip(written, type)).toEqual(value);
  });

  it('refuses a bigint beyond what a number can hold', async () => {
    await expect(read('9007199254740992::int8')).rejects.toThrow(/safe integers/);
  });

  it('refuses objects as parameters: their text must be chosen by the caller', async () => {
    await expect(roundTrip({ a: 1 }, 'jsonb')).rejects.toThrow(/pass JSON as text/);
  });
});
