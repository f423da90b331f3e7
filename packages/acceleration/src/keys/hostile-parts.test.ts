import { DomainError } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinationKey } from './coordination-key.ts';
import { keyMaker } from './key-maker.ts';
import { idPart, literal, wordPart } from './key-part.ts';
import { namespaceOf } from './namespace.ts';

const ns = namespaceOf({ env: 'prod', installationId: 'i7', truthEpoch: 3 });

const hostileUnits = [
  ':',
  '*',
  '?',
  '[',
  ']',
  '^',
  '\\',
  '{',
  '}',
  '%',
  '~',
  '\r',
  '\n',
  '\0',
  ' ',
  '/',
  '.',
  '-',
  'a',
  'é',
];
const text = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...hostileUnits), minLength: 1, maxLength: 8 }),
  )
  .filter((value) => value.isWellFormed());
/** What a part takes. Longer ones are refused, which is another test's matter. */
const MAX_PART = 64;
const tuple = fc.tuple(text, text, text);

describe('keys of hostile parts', () => {
  const make = keyMaker(ns, {
    name: 'x',
    system: 'cpq',
    service: 'catalog',
    tenantScope: 'tenant',
    key: [literal('offering'), idPart('a'), wordPart('b')],
  });
  const ofTuple = ([tenant, a, b]: readonly [string, string, string]) => make(tenant, { a, b });

  it('are equal for equal tuples only', () => {
    const near = fc
      .tuple(tuple, fc.nat(2), fc.nat(11))
      .map(([parts, at, by]): [typeof parts, typeof parts] => {
        // The same characters with the border between two parts elsewhere.
        const all = parts.join(':');
        const cut = 1 + (by % Math.max(all.length - 1, 1));
        const moved: typeof parts = [...parts];
        moved[at] = all.slice(0, cut) || 'a';
        moved[(at + 1) % 3] = all.slice(cut) || 'a';
        return [parts, moved];
      });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(tuple, tuple), near), ([one, other]) => {
        fc.pre([...one, ...other].every((part) => part.isWellFormed() && part.length <= MAX_PART));
        expect(ofTuple(one).data === ofTuple(other).data).toBe(one.every((part, at) => part === other[at]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('have as many separators as members, and no glob, brace, space or control character', () => {
    fc.assert(
      fc.property(tuple, (parts) => {
        const { data } = ofTuple(parts);
        expect(data.split(':')).toHaveLength(7);
        expect(data).toMatch(/^[A-Za-z0-9._/:%-]+$/);
      }),
    );
  });

  it('share their cluster slot with lease and waiters', () => {
    fc.assert(
      fc.property(tuple, (parts) => {
        const { data, lease, waiters } = ofTuple(parts);
        expect([lease, waiters]).toEqual([`lock:{${data}}`, `wait:{${data}}`]);
        expect([slotOf(lease), slotOf(waiters)]).toEqual([slotOf(data), slotOf(data)]);
      }),
    );
  });
});

describe('a coordination key', () => {
  const subject = { system: 'worker', service: 'lease', tenant: 'acme', parts: ['catalog', 'warm-up'] };

  it('has the shape of every key', () => {
    expect(coordinationKey(ns, subject)).toBe('prod.i7.3:worker:lease:acme:catalog:warm-up');
    expect(coordinationKey(ns, { ...subject, tenant: null })).toBe(
      'prod.i7.3:worker:lease:~:catalog:warm-up',
    );
  });

  it('is refused without parts, with a malformed one, and above 1,024 characters', () => {
    for (const parts of [[], [''], ['a', '\udc00'], Array.from({ length: 5 }, () => 'x'.repeat(256))])
      expect(() => coordinationKey(ns, { ...subject, parts })).toThrow(DomainError);
  });

  it('is equal for equal subjects only', () => {
    const subjects = fc.record({
      tenant: fc.option(text),
      parts: fc.array(text, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(subjects, subjects, (one, other) => {
        const [a, b] = [one, other].map((some) => coordinationKey(ns, { ...subject, ...some }));
        expect(a === b).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

/** Redis Cluster specification, "hash tags" and CRC16 (XMODEM). */
function slotOf(key: string): number {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  const hashed = close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (const byte of Buffer.from(hashed)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % 16_384;
}

it('the slot function of this test knows the reference value', () => {
  expect(slotOf('123456789')).toBe(0x31c3 % 16_384);
  expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'));
});
