import { describe, expect, it } from 'vitest';
import { idempotencyKey, ifMatchTag, minVersions, requestId } from './request-headers.ts';

const invalid = expect.objectContaining({ code: 'HEADER_INVALID', kind: 'invalid' });

describe('Idempotency-Key', () => {
  it.each(['a', 'order-1', '~!"#$%', 'x'.repeat(255)])('may be %j', (key) => {
    expect(idempotencyKey(key)).toBe(key);
  });

  it.each(['', ' ', 'a b', 'a, b', 'x'.repeat(256), 'clé', 'a\r\nb', '\x7f'])('may not be %j', (key) => {
    expect(() => idempotencyKey(key)).toThrow(invalid);
  });
});

describe('If-Match', () => {
  it('names one version', () => {
    expect(ifMatchTag('"7"')).toBe('7');
    expect(ifMatchTag(undefined)).toBeUndefined();
  });

  it.each([
    ['*', 'whatever is there'],
    ['W/"7"', 'weak'],
    ['"7", "8"', 'not several'],
    ['7', 'double quotes'],
    ['""', 'double quotes'],
    ['"a"b"', 'double quotes'],
    [`"${'x'.repeat(129)}"`, 'double quotes'],
  ])('is refused as %j, saying why', (header, reason) => {
    expect(() => ifMatchTag(header)).toThrow(reason);
  });
});

describe('Quotewright-Min-Version', () => {
  it('names versions', () => {
    expect(minVersions('catalog=43')).toEqual({ catalog: 43 });
    expect(minVersions('catalog=43, prices=0')).toEqual({ catalog: 43, prices: 0 });
    expect(minVersions(undefined)).toEqual({});
  });

  it.each([
    '',
    'catalog',
    'catalog=',
    'catalog=-1',
    'catalog=1.5',
    'catalog=1e9',
    'catalog=99999999999',
    'catalog=1,',
    'catalog=1, catalog=2',
    'Catalog=1',
  ])('is refused as %j', (header) => {
    expect(() => minVersions(header)).toThrow(invalid);
  });

  it('cannot reach a prototype', () => {
    expect(() => minVersions('__proto__=1')).toThrow(invalid);
  });
});

describe('X-Request-Id', () => {
  it('is kept where it is safe', () => {
    expect(requestId('abc-123_x')).toBe('abc-123_x');
  });

  it.each([undefined, '', 'a b', 'a\r\nset-cookie: x=1', '<script>', 'x'.repeat(129), ['a', 'b']])(
    'is replaced where it is %j',
    (header) => {
      expect(requestId(header)).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
