import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createKeyRing, type KeyRingOptions } from './key-ring.ts';

const secret = '0123456789abcdef0123456789abcdef';
const ring = (change: Partial<KeyRingOptions> = {}) =>
  createKeyRing({ environment: 'test', current: { id: 'k1', secret }, ...change });
const bytesOf = (change: Partial<KeyRingOptions> = {}) => {
  const { seal, encrypt } = ring(change).current;
  return { seal: seal.export().toString('hex'), encrypt: encrypt.export().toString('hex') };
};

describe('a key ring', () => {
  it('derives other keys for each purpose, environment and secret', () => {
    const all = [
      bytesOf(),
      bytesOf({ environment: 'staging' }),
      bytesOf({ current: { id: 'k1', secret: secret.toUpperCase() } }),
    ].flatMap((keys) => [keys.seal, keys.encrypt]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((key) => key.length === 64)).toBe(true);
  });

  it('derives the same keys on every node, from text or bytes', () => {
    expect(bytesOf({ current: { id: 'other-name', secret: Buffer.from(secret) } })).toEqual(bytesOf());
  });

  it('derives as RFC 5869 says', () => {
    // Computed with another implementation (Python's hmac): salt = environment, info = purpose.
    expect(bytesOf()).toEqual({
      seal: 'dbfd502e6bbb52b2294e9a87b5350f02a922efaccf4b9c87de323f2d73394d80',
      encrypt: '8302932d8dbdc37a46de39e229cbad68728bbd6938ab877de50e7e4b32bce88b',
    });
  });

  it('finds current and previous keys by id, and no other', () => {
    const keys = ring({ previous: [{ id: 'k0', secret }] });
    expect(keys.find('k1')).toBe(keys.current);
    expect(keys.find('k0')?.id).toBe('k0');
    expect(keys.find('k2')).toBeUndefined();
    expect(keys.find('__proto__')).toBeUndefined();
  });

  it('does not show its secrets', () => {
    expect(inspect(ring(), { depth: 9, showHidden: true })).not.toContain(secret);
  });

  it.each<[string, Partial<KeyRingOptions>]>([
    ['an environment without a name', { environment: '' }],
    ['a secret of 31 bytes', { current: { id: 'k1', secret: secret.slice(1) } }],
    ['a previous secret of 31 bytes', { previous: [{ id: 'k0', secret: new Uint8Array(31) }] }],
    ['an empty id', { current: { id: '', secret } }],
    ['an id of 33 characters', { current: { id: 'k'.repeat(33), secret } }],
    ['an id with other characters', { current: { id: 'k:1', secret } }],
    ['an id with a line end', { current: { id: 'k1\n', secret } }],
    ['an id twice', { previous: [{ id: 'k1', secret }] }],
  ])('refuses %s', (_what, change) => {
    expect(() => ring(change)).toThrow(expect.objectContaining({ code: 'CACHE_KEY_RING_INVALID' }));
  });

  it('does not tell a secret in a refusal', () => {
    expect(() => ring({ current: { id: 'k1', secret: 'too-short-secret' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('too-short-secret') }),
    );
  });
});
