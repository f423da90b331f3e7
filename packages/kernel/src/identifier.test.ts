import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid, newUuid, uuidGenerator } from './identifier.ts';

const timeOf = (uuid: string) => Number.parseInt(uuid.replace('-', '').slice(0, 12), 16);
const many = (make: () => string, count: number) => Array.from({ length: count }, make);
const isAscending = (ids: readonly string[]) =>
  ids.every((id, index) => index === 0 || (ids[index - 1] as string) < id);

describe('a UUIDv7', () => {
  it('has the version and variant of RFC 9562, and the time it was made', () => {
    const time = Date.parse('2026-03-01T09:30:00.000Z');
    for (const id of many(
      uuidGenerator(() => time),
      100,
    )) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(isUuid(id)).toBe(true);
      expect(timeOf(id)).toBe(time);
    }
  });

  it('has every random bit where RFC 9562 has one, and no other', () => {
    const ones = uuidGenerator(
      () => 0xffff_ffff_ffff,
      (bytes) => bytes.fill(0xff),
    );
    expect(ones()).toBe('ffffffff-ffff-73ff-bfff-ffffffffffff');
    const zeros = uuidGenerator(
      () => 1,
      (bytes) => bytes.fill(0),
    );
    expect(zeros()).toBe('00000000-0001-7000-8000-000000000000');
  });

  it('never goes back, also when the clock does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }),
        (times) => {
          const readings = times.values();
          const ids = many(
            uuidGenerator(() => readings.next().value as number),
            times.length,
          );
          expect(isAscending(ids)).toBe(true);
        },
      ),
    );
  });

  it('stays in order beyond 4,096 in one millisecond, by borrowing from the next', () => {
    const ids = many(
      uuidGenerator(() => 1_000),
      10_000,
    );
    expect(isAscending(ids)).toBe(true);
    expect(new Set(ids).size).toBe(10_000);
    expect(timeOf(ids.at(-1) as string)).toBeGreaterThan(1_000);
  });

  it('is new each time', () => {
    expect(new Set(many(newUuid, 10_000)).size).toBe(10_000);
  });

  it.each([
    '',
    'not-a-uuid',
    '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6',
    '0195D3A0-7B1E-7C3A-9F00-3D1C5A2B4E6F',
    '0195d3a0-7b1e-0c3a-9f00-3d1c5a2b4e6f',
    '0195d3a0-7b1e-7c3a-0f00-3d1c5a2b4e6f',
    '0195d3a07b1e7c3a9f003d1c5a2b4e6f',
    '{0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f}',
    '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f\n',
    "0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f' or '1'='1",
  ])('is not %j', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
