import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalJson, contentHash, sha256 } from './canonical-json.ts';
import { Money } from './money.ts';

/** RFC 8785, appendix B: the bits of a double, and its text. */
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const doubleOf = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();
const refused = expect.objectContaining({ code: 'JSON_NOT_CANONICAL', kind: 'invalid' });

describe('canonical JSON as RFC 8785 publishes it', () => {
  it.each(NUMBERS)('writes the double %s as %s', (bits, text) => {
    expect(canonicalJson(doubleOf(bits))).toBe(text);
  });

  it('writes the sample of section 3.2.2', () => {
    const sample = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(sample))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts the members of section 3.2.3 by UTF-16 code units', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(
      Object.values(
        JSON.parse(
          `[${canonicalJson(sample)
            .slice(1, -1)
            .replaceAll(/"[^"]*":/g, '')}]`,
        ),
      ),
    ).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('escapes what section 3.2.2.2 says, and nothing else', () => {
    expect(canonicalJson('\b\t\n\f\r"\\')).toBe(String.raw`"\b\t\n\f\r\"\\"`);
    expect(canonicalJson('\u0000\u001f\u007f\u2028/é😀')).toBe('"\\u0000\\u001f\u007f\u2028/é😀"');
  });
});

describe('canonical JSON', () => {
  const json = fc.jsonValue({ stringUnit: 'binary' });
  /** JSON has one zero. */
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('reads back as the value it was written from', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toStrictEqual(plain(value));
      }),
    );
  });

  it('has the same text exactly for equal values', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(plain(a), plain(b)));
      }),
    );
  });

  it('does not depend on the order in which members were added', () => {
    const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), json), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(members, (entries) => {
        const there = Object.fromEntries(entries);
        const back = Object.fromEntries(entries.toReversed());
        expect(canonicalJson(there)).toBe(canonicalJson(back));
        expect(contentHash(there)).toBe(contentHash(back));
      }),
    );
  });

  it('keeps a member that is called __proto__ or constructor', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}';
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });

  it('leaves out members that are undefined, as absent ones', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([
    ['undefined', undefined],
    ['undefined in an array', [1, undefined]],
    ['a hole in an array', Object.assign([1, 2, 3], { length: 4 })],
    ['an array with a member', Object.assign([1], { note: 'lost' })],
    ['NaN', Number.NaN],
    ['an infinite number', { a: Number.NEGATIVE_INFINITY }],
    ['a bigint', 1n],
    ['a symbol', Symbol('x')],
    ['a member named by a symbol', { [Symbol('x')]: 1 }],
    ['a function', { toJSON: () => 'x' }],
    ['a Date', new Date(0)],
    ['Money', { price: Money.of('1', 'USD') }],
    ['a Map', new Map([['a', 1]])],
    ['bytes', Buffer.from('x')],
    ['a boxed string', new String('x')],
    ['an array of its own class', new (class extends Array {})()],
    ['an object with a foreign prototype', Object.create({ a: 1 })],
    ['a lone high surrogate', 'a\ud800b'],
    ['a lone low surrogate', { a: ['\udc00\ud800'] }],
    ['a lone surrogate in a name', { '\ud800': 1 }],
  ])('refuses %s, which JSON cannot hold', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(refused);
  });

  it('refuses a value that is too deep or contains itself, and lives', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(canonicalJson(nested(200))).toContain('1');
    expect(() => canonicalJson(nested(201))).toThrow(refused);
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => canonicalJson(loop)).toThrow(refused);
  });

  it('is hashed as UTF-8', () => {
    expect(canonicalBytes({ price: '€' }).toString('hex')).toBe(
      Buffer.from('{"price":"€"}', 'utf8').toString('hex'),
    );
    expect(contentHash({ b: '€', a: 1 })).toBe(sha256(canonicalBytes({ a: 1, b: '€' })));
    // FIPS 180-2, appendix B.1.
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
