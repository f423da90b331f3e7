import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './json-body.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const refusal = { code: 'MALFORMED_JSON', kind: 'invalid' };

describe('a JSON body', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, noUnicodeString: true }), (text) => {
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/i.test(text));
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may be absent', () => {
    expect(parseJson(bytes(''))).toBeUndefined();
  });

  it.each([
    ['an unfinished object', '{"a":'],
    ['a trailing comma', '[1,]'],
    ['a comment', '{} // hello'],
    ['NaN', '{"a":NaN}'],
    ['a member that reaches the prototype', '{"a":{"__proto__":{"admin":true}}}'],
    ['the same, written with an escape', '{"\\u005f_proto__":{"admin":true}}'],
    ['a constructor with a prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['a number beyond all numbers', '{"quantity":1e400}'],
    ['the character U+0000', '{"name":"a\\u0000b"}'],
    ['the character U+0000 in a name', '{"a\\u0000b":1}'],
    ['half a surrogate pair', '{"name":"\\ud800"}'],
    ['65 levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['a hundred thousand levels of lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseJson(bytes(text))).toThrow(expect.objectContaining(refusal));
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('that is not UTF-8 is refused', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(expect.objectContaining(refusal));
  });

  it('may be nested 64 levels deep, and may have a harmless member named constructor', () => {
    expect(() => parseJson(bytes(`${'['.repeat(64)}${']'.repeat(64)}`))).not.toThrow();
    expect(parseJson(bytes('{"constructor":"Ana"}'))).toEqual({ constructor: 'Ana' });
  });

  it('is not repeated in its refusal', () => {
    expect(() => parseJson(bytes('{"password": hunter2}'))).toThrow(/^(?!.*hunter2)/);
  });

  it('is refused with a pointer to the wrong place', () => {
    expect(() => parseJson(bytes('{"a/b":[0,{"c":1e999}]}'))).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ pointer: '/a~1b/1/c' })] } }),
    );
  });
});
