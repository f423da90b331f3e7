import { DomainError } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codePart,
  hashPart,
  idPart,
  literal,
  mayMeet,
  routePart,
  versionPart,
  wordPart,
} from './key-part.ts';

const refused = (attempt: () => unknown): DomainError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a literal', () => {
  it('is a lower-case word', () => {
    expect(literal('active-version').text).toBe('active-version');
    for (const text of ['', 'Offering', 'a:b', 'a b', 'a*', '{a}', '-a', 'a\n'])
      expect(refused(() => literal(text)).code).toBe('CACHE_KEY_INVALID');
  });
});

describe('a version', () => {
  const version = versionPart('v');

  it('is a whole number under its prefix', () => {
    expect(version.encode(42)).toBe('v42');
    expect(version.encode(0)).toBe('v0');
    expect(versionPart('', 'setVersion').encode(7)).toBe('7');
  });

  it('may be several versions that name one state together', () => {
    expect(version.encode('v42.p19')).toBe('v42.p19');
  });

  it('has one name only: no leading zero, sign, fraction, other prefix or case', () => {
    for (const input of [
      'v042',
      'v-1',
      'v1.5x',
      'p19',
      '42',
      'V42',
      'v',
      '',
      'v1.',
      'v1..p2',
      'v1:p2',
      'vv1',
      'v1\n',
    ])
      expect(() => version.encode(input), input).toThrow(DomainError);
    for (const input of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0.5])
      expect(() => version.encode(input), String(input)).toThrow(DomainError);
  });

  it('takes the name `version` unless it is given another', () => {
    expect(version.name).toBe('version');
    expect(versionPart('r', 'revision').name).toBe('revision');
  });
});

describe('a hash', () => {
  it('is a whole SHA-256 in lower-case hex', () => {
    expect(hashPart('inputHash').encode('0a'.repeat(32))).toBe('0a'.repeat(32));
    for (const text of ['0a', '0A'.repeat(32), 'zz'.repeat(32), `${'0a'.repeat(32)}\n`])
      expect(() => hashPart('inputHash').encode(text)).toThrow(DomainError);
  });
});

describe('an id', () => {
  const { encode } = idPart('offeringId');

  it('stays readable in its usual shapes', () => {
    for (const id of ['offer-1001', '0198c2f4-7d1e-7cc1-9f5e-3b1a2c4d5e6f', 'Plan_5G.v2', 'a/b'])
      expect(encode(id)).toBe(id);
  });

  it('is percent-encoded where it holds anything else', () => {
    expect(encode('a:b c%*?[]^\\{}\r\n~é')).toBe('a%3Ab%20c%25%2A%3F%5B%5D%5E%5C%7B%7D%0D%0A%7E%C3%A9');
  });

  it('is refused empty, too long, not well-formed, or no text', () => {
    for (const input of ['', 'x'.repeat(257), '\ud800', 7, null, undefined, {}])
      expect(refused(() => encode(input as string))).toMatchObject({
        code: 'CACHE_KEY_INVALID',
        kind: 'invalid',
      });
  });
});

describe('a refusal', () => {
  it('names the part and repeats at most 40 characters of the input, without its line breaks', () => {
    const { message, details } = refused(() => idPart('offeringId').encode(`\r\n${'x'.repeat(300)}`));
    expect(message).toContain('offeringId');
    expect(details['part']).toBe('offeringId');
    expect(message).not.toMatch(/x{39}|[\r\n]/);
  });

  it('never repeats a code', () => {
    const code = `SECRET-10-${'x'.repeat(1_024)}`;
    expect(refused(() => codePart('code').encode(code)).message).not.toContain('SECRET');
  });
});

describe('a code typed by people', () => {
  it('is in the key as its full hash, not as itself', () => {
    const encoded = codePart('code').encode('WELCOME10');
    expect(encoded).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(encoded, 'base64url')).toHaveLength(32);
    expect(encoded).not.toContain('WELCOME');
  });

  it('is hashed the same way for ever', () => {
    expect(codePart('code').encode('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  it('is refused where UTF-8 would make it equal to another', () => {
    expect(() => codePart('code').encode('\ud800')).toThrow(DomainError);
  });
});

describe('a route', () => {
  it('is a template; its colons and braces are encoded, its slashes stay', () => {
    const { encode } = routePart('route');
    expect(encode('/api/v1/orders')).toBe('/api/v1/orders');
    expect(encode('/api/v1/quotes/:quoteId')).toBe('/api/v1/quotes/%3AquoteId');
    expect(() => encode('api')).toThrow(DomainError);
  });
});

describe('encoded parts', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(
        ':',
        '*',
        '[',
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
        'A',
        '3',
        '%3A',
        '%25',
        'é',
        '\u{1f600}',
      ),
      maxLength: 40,
    }),
  );

  it('consist of a small alphabet, whatever they hold', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(text !== '' && text.length <= 64);
        for (const part of [idPart('a'), wordPart('a')])
          expect(part.encode(text)).toMatch(/^(?:[A-Za-z0-9._/-]|%[0-9A-F]{2})+$/);
      }),
    );
  });

  it('are never equal for different texts', () => {
    const { encode } = idPart('a');
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        fc.pre(one !== '' && other !== '');
        expect(encode(one) === encode(other)).toBe(one === other);
      }),
    );
    fc.assert(fc.property(hostile, (text) => text === '' || decodeURIComponent(encode(text)) === text));
  });
});

describe('two places of a key', () => {
  it('may hold the same text unless their forms keep them apart', () => {
    expect(mayMeet(literal('offering'), literal('offering'))).toBe(true);
    expect(mayMeet(literal('offering'), literal('spec'))).toBe(false);
    expect(mayMeet(literal('offering'), idPart('id'))).toBe(true);
    expect(mayMeet(versionPart('v'), literal('v1'))).toBe(true);
    expect(mayMeet(versionPart('v'), literal('vault'))).toBe(false);
    expect(mayMeet(versionPart('v'), versionPart('r'))).toBe(false);
    expect(mayMeet(versionPart('v'), versionPart('v', 'other'))).toBe(true);
    expect(mayMeet(versionPart('v'), hashPart('h'))).toBe(false);
    expect(mayMeet(codePart('c'), wordPart('w'))).toBe(true);
    expect(mayMeet(routePart('r'), codePart('c'))).toBe(false);
  });
});
