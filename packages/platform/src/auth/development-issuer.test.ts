import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenantId } from '@quotewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertDevelopmentIssuerAllowed, DevelopmentIssuer } from './development-issuer.ts';
import { jwtAuthenticator } from './jwt-authenticator.ts';

describe('the development issuer', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'issuer-')), 'data');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const request = { tenant: tenantId('acme'), subject: 'ana', roles: ['sales'] };

  it('mints tokens that its own keys verify, also after a restart', async () => {
    const token = await (await DevelopmentIssuer.open(directory)).mintToken({ ...request, clientId: 'cli' });
    const reopened = await DevelopmentIssuer.open(directory);
    const principal = await jwtAuthenticator(reopened).authenticate(`Bearer ${token}`);
    expect(principal).toEqual({ tenant: 'acme', subject: 'ana', roles: ['sales'], clientId: 'cli' });
  });

  it('publishes no private key', async () => {
    const [key] = (await DevelopmentIssuer.open(directory)).jwks.keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('keeps its key in a file that only its owner can read, and leaves nothing else', async () => {
    await DevelopmentIssuer.open(directory);
    const [file, ...others] = await readdir(directory);
    expect(others).toEqual([]);
    expect((await stat(join(directory, file as string))).mode & 0o777).toBe(0o600);
  });

  it('refuses a key that others can read', async () => {
    await DevelopmentIssuer.open(directory);
    const [file] = await readdir(directory);
    await chmod(join(directory, file as string), 0o644);
    await expect(DevelopmentIssuer.open(directory)).rejects.toThrow('can be read by others');
  });

  it('is one issuer for processes that start together', async () => {
    const issuers = await Promise.all(Array.from({ length: 8 }, () => DevelopmentIssuer.open(directory)));
    expect(new Set(issuers.map((issuer) => issuer.jwks.keys[0]?.['kid'])).size).toBe(1);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '0:0:0:0:0:0:0:1'])('is allowed on %s', (host) => {
    expect(() => assertDevelopmentIssuerAllowed(host)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'example.com', '127.0.0.1.example.com', ''])(
    'is refused on %j',
    (host) => {
      expect(() => assertDevelopmentIssuerAllowed(host)).toThrow('others can reach');
    },
  );
});
