import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesCodec, jsonCodec } from './codecs.ts';
import { deepFreeze } from './deep-freeze.ts';

const codec = jsonCodec<unknown>();
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

function frozenAllTheWay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(frozenAllTheWay);
}

describe('the JSON codec', () => {
  it('returns equal values, frozen all the way down', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), (text) => {
        const value: unknown = JSON.parse(text);
        const decoded = codec.decode(codec.encode(value));
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(value));
        expect(frozenAllTheWay(decoded)).toBe(true);
      }),
    );
  });

  it('keeps lone surrogates and everything beyond ASCII', () => {
    for (const text of ['\ud800', 'é€\u{1f600}\u0000\u2028'])
      expect(codec.decode(codec.encode(text))).toBe(text);
  });

  it('refuses to encode what JSON has no form for', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const value of [undefined, () => 1, Symbol('x'), 1n, cycle])
      expect(() => codec.encode(value)).toThrow(TypeError);
  });

  it('refuses to decode what is no JSON, or no value of the category', () => {
    expect(() => codec.decode(bytesOf('{"a":'))).toThrow(SyntaxError);
    expect(() => codec.decode(bytesOf(''))).toThrow(SyntaxError);
    const texts = jsonCodec<string>((value) => typeof value === 'string');
    expect(texts.decode(bytesOf('"a"'))).toBe('a');
    expect(() => texts.decode(bytesOf('1'))).toThrow(TypeError);
  });

  it('decodes a view into a larger buffer', () => {
    expect(codec.decode(bytesOf('xx{"a":1}yy').subarray(2, 9))).toEqual({ a: 1 });
  });

  it('lets no `__proto__` member touch a prototype', () => {
    const decoded = codec.decode(bytesOf('{"__proto__":{"admin":true,"deep":{"x":1}}}')) as object;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect('admin' in decoded).toBe(false);
    expect(Object.isFrozen(Object.prototype)).toBe(false);
    expect(Object.isFrozen(Object.getOwnPropertyDescriptor(decoded, '__proto__')?.value)).toBe(true);
  });

  it('decodes any depth of nesting, frozen to the bottom', () => {
    const depth = 200_000;
    let node = codec.decode(bytesOf('['.repeat(depth) + ']'.repeat(depth))) as readonly unknown[] | undefined;
    let levels = 0;
    for (; node !== undefined; node = node[0] as readonly unknown[] | undefined) {
      if (!Object.isFrozen(node)) throw new Error(`level ${levels} is not frozen`);
      levels++;
    }
    expect(levels).toBe(depth);
  });

  it('estimates more memory for more payload', () => {
    expect(codec.memoryOf(0)).toBeGreaterThan(0);
    expect(codec.memoryOf(4_096)).toBeGreaterThan(4_096);
  });
});

describe('the bytes codec', () => {
  it('returns equal bytes that are its own', () => {
    const reply = Buffer.from('xxabcyy');
    const decoded = bytesCodec.decode(reply.subarray(2, 5));
    reply.fill(0);
    expect(decoded).toEqual(new Uint8Array([97, 98, 99]));
    expect(decoded.buffer.byteLength).toBe(3);
    expect(bytesCodec.encode(decoded)).toBe(decoded);
    expect(bytesCodec.memoryOf(1_000)).toBeGreaterThanOrEqual(1_000);
  });
});

describe('freezing', () => {
  it('takes anything, and enters only objects', () => {
    for (const value of [1, 'a', null, undefined, true]) expect(deepFreeze(value)).toBe(value);
  });
});
