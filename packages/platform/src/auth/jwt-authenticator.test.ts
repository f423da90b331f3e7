import { createHmac } from 'node:crypto';
import { ManualClock } from '@quotewright/kernel/testing';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Authenticator } from './authenticator.ts';
import { jwtAuthenticator } from './jwt-authenticator.ts';

const issuer = 'https://issuer.example';
const audience = 'quotewright';

let privateKey: CryptoKey;
let publicPem: string;
let jwks: JSONWebKeySet;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  privateKey = pair.privateKey;
  publicPem = await exportSPKI(pair.publicKey);
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }] };
});

interface TokenParts {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

/** A good token at the clock's start, with whatever the test wants wrong about it. */
async function token(clock: ManualClock, { claims = {}, header = {}, key = privateKey }: TokenParts = {}) {
  const now = Math.floor(clock.now() / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'ana',
    tenant: 'acme',
    roles: ['sales'],
    exp: now + 300,
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'key-1', ...header }).sign(key);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function setUp(clock = new ManualClock()) {
  const authenticator = jwtAuthenticator({ issuer, audience, jwks, clock });
  return { clock, authenticator };
}

async function outcome(authenticator: Authenticator, authorization: string | undefined): Promise<string> {
  try {
    const { tenant, subject } = await authenticator.authenticate(authorization);
    return `${subject}@${tenant}`;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a bearer token', () => {
  it('says who asks', async () => {
    const { clock, authenticator } = setUp();
    const principal = await authenticator.authenticate(
      `Bearer ${await token(clock, { claims: { client_id: 'crm' } })}`,
    );
    expect(principal).toEqual({ tenant: 'acme', subject: 'ana', roles: ['sales'], clientId: 'crm' });
  });

  it('is asked for where there is none', async () => {
    const { authenticator } = setUp();
    expect(await outcome(authenticator, undefined)).toBe('AUTHENTICATION_REQUIRED');
    expect(await outcome(authenticator, 'Basic YTpi')).toBe('TOKEN_INVALID');
    expect(await outcome(authenticator, 'Bearer a b')).toBe('TOKEN_INVALID');
    expect(await outcome(authenticator, `Bearer ${'a'.repeat(9000)}`)).toBe('TOKEN_INVALID');
  });

  it('of algorithm "none" is refused', async () => {
    const { clock, authenticator } = setUp();
    const [, payload] = (await token(clock)).split('.');
    for (const alg of ['none', 'None', 'nOnE']) {
      expect(await outcome(authenticator, `Bearer ${part({ alg, kid: 'key-1' })}.${payload}.`)).toBe(
        'TOKEN_INVALID',
      );
    }
  });

  it('signed with our public key as a shared secret is refused', async () => {
    const { clock, authenticator } = setUp();
    const [, payload] = (await token(clock)).split('.');
    const signed = `${part({ alg: 'HS256', kid: 'key-1' })}.${payload}`;
    const signature = createHmac('sha256', publicPem).update(signed).digest('base64url');
    expect(await outcome(authenticator, `Bearer ${signed}.${signature}`)).toBe('TOKEN_INVALID');
  });

  it('whose payload was changed is refused', async () => {
    const { clock, authenticator } = setUp();
    const [header, , signature] = (await token(clock)).split('.');
    const forged = part({ iss: issuer, aud: audience, sub: 'ana', tenant: 'other', exp: 9e9 });
    expect(await outcome(authenticator, `Bearer ${header}.${forged}.${signature}`)).toBe('TOKEN_INVALID');
  });

  it('that brings or points to its own key is refused', async () => {
    const { clock, authenticator } = setUp();
    const own = await generateKeyPair('RS256');
    const jwk = await exportJWK(own.publicKey);
    for (const header of [
      { jwk },
      { jwk, kid: 'other' },
      { jku: 'https://evil.example/keys' },
      { x5u: 'file:///x' },
    ]) {
      expect(
        await outcome(authenticator, `Bearer ${await token(clock, { header, key: own.privateKey })}`),
      ).toBe('TOKEN_INVALID');
    }
  });

  it.each(['../../../../etc/passwd', "' or 1=1 --", 'https://evil.example', '__proto__', ''])(
    'with the key id %j only fails to find a key',
    async (kid) => {
      const { clock, authenticator } = setUp();
      expect(await outcome(authenticator, `Bearer ${await token(clock, { header: { kid } })}`)).toBe(
        'TOKEN_INVALID',
      );
    },
  );

  it.each([
    ['for another audience', { aud: 'another-api' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['without an audience', { aud: undefined }],
    ['that never ends', { exp: undefined }],
    ['that is not valid yet', { nbf: 9_000_000_000 }],
    ['without a subject', { sub: undefined }],
    ['whose subject is the platform itself', { sub: 'system:relay' }],
    ['with a line break in its subject', { sub: 'ana\r\nx: y' }],
    ['without a tenant', { tenant: undefined }],
    ['with a tenant that is no tenant id', { tenant: "acme'; drop table quote --" }],
    ['with a tenant of braces and globs', { tenant: '{acme}*' }],
    ['with roles that are no list', { roles: { admin: true } }],
    ['with a thousand roles', { roles: Array.from({ length: 1000 }, () => 'admin') }],
    ['with a client that is no text', { client_id: 7 }],
  ])('%s is refused', async (_, claims) => {
    const { clock, authenticator } = setUp();
    expect(await outcome(authenticator, `Bearer ${await token(clock, { claims })}`)).toBe('TOKEN_INVALID');
  });

  it('has no roles when it names none, and takes them from a path or a scope', async () => {
    const clock = new ManualClock();
    const claimNames = { tenant: 'https://example.com/tenant', roles: 'realm_access.roles' };
    const authenticator = jwtAuthenticator({ issuer, audience, jwks, clock, claimNames });
    const base = { 'https://example.com/tenant': 'globex' };
    const roles = async (claims: object) =>
      (await authenticator.authenticate(`Bearer ${await token(clock, { claims: { ...base, ...claims } })}`))
        .roles;
    expect(await roles({})).toEqual([]);
    expect(await roles({ realm_access: { roles: ['sales', 'approver'] } })).toEqual(['sales', 'approver']);
    expect(await roles({ realm_access: { roles: 'sales approver' } })).toEqual(['sales', 'approver']);
  });

  it('ends when it says, also when it was verified a moment before', async () => {
    const { clock, authenticator } = setUp();
    const bearer = `Bearer ${await token(clock)}`;
    expect(await outcome(authenticator, bearer)).toBe('ana@acme');
    clock.advance(299_000);
    expect(await outcome(authenticator, bearer)).toBe('ana@acme');
    clock.advance(32_000);
    expect(await outcome(authenticator, bearer)).toBe('TOKEN_EXPIRED');
  });

  it('is believed without verifying again, but not for longer than a minute', async () => {
    const { clock, authenticator } = setUp();
    const bearer = `Bearer ${await token(clock)}`;
    const first = authenticator.authenticate(bearer);
    expect(first).toBeInstanceOf(Promise);
    await first;
    expect(authenticator.authenticate(bearer)).not.toBeInstanceOf(Promise);
    clock.advance(60_000);
    expect(authenticator.authenticate(bearer)).toBeInstanceOf(Promise);
  });

  it('is refused as unavailable, not as invalid, while the keys cannot be read', async () => {
    const clock = new ManualClock();
    // Port 9 of this machine: nothing answers, nothing leaves it.
    const unreachable = new URL('http://127.0.0.1:9/keys');
    const authenticator = jwtAuthenticator({ issuer, audience, jwks: unreachable, clock });
    expect(await outcome(authenticator, `Bearer ${await token(clock)}`)).toBe('SIGNING_KEYS_UNAVAILABLE');
  });
});
