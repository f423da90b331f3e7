import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, canonicalJson, contentHash, sha256 } from './canonical-json.ts';

/** RFC 8785 at its plainest: a string for each part. What is fast has to give the same texts and the same refusals. */
function plainly(value: unknown, depth = 0): string {
  if (depth > 200) throw new Error('nesting deeper than 200 levels');
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Error('a string with a lone surrogate');
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number that is not finite');
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value !== 'object') throw new Error(`a value of type ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) ? Array.prototype : Object.prototype;
  if (prototype !== plain && prototype !== null)
    throw new Error(`an instance of ${value.constructor?.name ?? 'a class'}`);
  if (Object.getOwnPropertySymbols(value).length > 0) throw new Error('a member named by a symbol');
  if (Array.isArray(value)) {
    if (Object.keys(value).length !== value.length)
      throw new Error('an array with holes or members of its own');
    return `[${Array.from(value, (item) => plainly(item, depth + 1)).join(',')}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${plainly(name, depth)}:${plainly(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** The text, or why there is none. */
function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `refused: ${(error as Error).message.replace(' has no canonical JSON form', '')}`;
  }
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.string({ unit: 'binary', minLength: 120, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u001f', '\u007f', '\u0080', 'é', '€', '😀') }),
  fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00'), maxLength: 3 }),
);
const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toJSON',
    'length',
    '',
    '0',
    '1',
    '10',
    '2',
    '-1',
    'a',
    'b',
    'B',
  ),
  text,
  fc.string({ minLength: 60, maxLength: 70 }),
);
const foreign = fc.constantFrom<unknown>(
  1n,
  Symbol('x'),
  () => 1,
  new Date(0),
  new Map(),
  Object.create({ a: 1 }),
  Object.assign(Object.create(null), { a: 1 }),
  Object.assign([1, 2], { note: 'lost' }),
  Object.assign([1, 2, 3], { length: 4 }),
  Object.assign([1], { length: 2, note: 'in place of the hole' }),
  { [Symbol('x')]: 1 },
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: fc.double() },
    { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)) },
    { weight: 1, arbitrary: foreign },
    { weight: 6, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 6 }) },
    { weight: 1, arbitrary: fc.dictionary(name, fc.constant(1), { minKeys: 30, maxKeys: 40 }) },
    { weight: 4, arbitrary: fc.array(tie('value'), { maxLength: 6 }) },
  ),
}));

describe('the fast writer of canonical JSON', () => {
  it('has the text and the refusals of the plain one, for any value', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(outcome(() => canonicalJson(value))).toBe(outcome(() => plainly(value)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('has the same bytes and the same hash', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const expected = plainly(value);
        expect(canonicalBytes(value).equals(Buffer.from(expected, 'utf8'))).toBe(true);
        expect(contentHash(value)).toBe(sha256(expected));
      }),
    );
  });

  it('writes members as they are now, not as they were when it saw the object before', () => {
    const step = fc.tuple(name, fc.option(text, { nil: undefined }), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const object: Record<string, unknown> = {};
        for (const [key, value, remove] of steps) {
          if (remove) Reflect.deleteProperty(object, key);
          else Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
          expect(outcome(() => canonicalJson(object))).toBe(outcome(() => plainly(object)));
        }
      }),
    );
  });

  it('goes on right after more shapes than it remembers', () => {
    const same = { b: 1, a: [{ d: 2, c: 3 }] };
    for (let shape = 0; shape < 10_000; shape += 1) {
      const object = { [`z${shape}`]: 1, [`y${shape}`]: same };
      expect(canonicalJson(object)).toBe(plainly(object));
    }
  });

  it('writes texts of many megabytes, and short ones after them', () => {
    const long = Array.from({ length: 50_000 }, (_, index) => ({ text: `${index} €`.repeat(9), index }));
    expect(contentHash(long)).toBe(sha256(plainly(long)));
    expect(contentHash({ a: 1 })).toBe(sha256('{"a":1}'));
  });

  it('keeps apart a value whose getter writes another one', () => {
    const value = {
      a: 'before',
      get b() {
        return canonicalJson({ inner: 'text', of: [1] });
      },
      c: 'after',
    };
    expect(canonicalJson(value)).toBe(plainly(value));
    expect(contentHash(value)).toBe(sha256(plainly(value)));
  });

  it('gives bytes that stay as they are', () => {
    const bytes = canonicalBytes({ first: 1 });
    canonicalBytes({ second: 2 });
    expect(bytes.toString()).toBe('{"first":1}');
  });

  it('has nothing left of a value that it refused', () => {
    expect(() => canonicalJson([{ lost: true }, 1n])).toThrow('a value of type bigint');
    expect(canonicalJson([1])).toBe('[1]');
  });
});
