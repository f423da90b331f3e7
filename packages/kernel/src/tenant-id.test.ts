import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTenantId, tenantId } from './tenant-id.ts';

describe('a tenant id', () => {
  it.each(['ab', 'acme', 'acme-2', 'a'.repeat(40), 'a--b'])('may be %s', (text) => {
    expect(tenantId(text)).toBe(text);
  });

  it.each([
    '',
    'a',
    'a'.repeat(41),
    '2acme',
    '-acme',
    'acme-',
    'Acme',
    'ac me',
    'acme ',
    ' acme',
    'acme\n',
    'acme\r\n',
    'acme\0',
    'acme:x',
    'acme/x',
    'acme.x',
    'acme_x',
    'acme*',
    'acme?',
    'acme[a]',
    '{acme}',
    'acme%',
    '../acme',
    "acme'",
    'acme"',
    "acme'; drop table platform.job; --",
    '$acme',
    'acme\\',
    'redis.call("x")',
    'аcme',
    'ａcme',
    'acmé',
    '__proto__',
  ])('is never %j', (text) => {
    expect(isTenantId(text)).toBe(false);
    expect(() => tenantId(text)).toThrow(
      expect.objectContaining({ code: 'TENANT_ID_INVALID', kind: 'invalid' }),
    );
  });

  it('holds nothing that means something in a key, a URL or a SQL literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 45 }), (text) => {
        if (isTenantId(text)) expect(encodeURIComponent(text).replaceAll(/[a-z0-9-]/g, '')).toBe('');
      }),
    );
  });

  it('does not repeat a hostile text in its refusal', () => {
    expect(() => tenantId("x'; drop table")).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('drop') }),
    );
  });
});
