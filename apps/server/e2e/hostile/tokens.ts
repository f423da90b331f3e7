import { createHmac, createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { expectProblem } from './corpus.ts';
import { type LiveSystem } from './live-system.ts';

const HOSTILE_TENANTS: readonly unknown[] = [
  'modelmart:x',
  'modelmart*',
  '{modelmart}',
  'modelmart?',
  '[a-z]odelmart',
  'modelmart\r\nx-admin: 1',
  'modelmart\u0000',
  "modelmart' or '1'='1",
  'return redis.call("flushall")',
  '../modelmart',
  'Modelmart',
  ' modelmart',
  'm\u043edelmart',
  '__proto__',
  '',
  'x'.repeat(10_000),
  ['modelmart'],
  { name: 'modelmart' },
  null,
  1,
];

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that say the right things in the wrong way, and tokens rightly signed that say wrong things. */
async function hostileTokens({ key }: LiveSystem): Promise<readonly (readonly [string, string])[]> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'quotewright-development',
    aud: 'quotewright',
    sub: 'mallory',
    tenant: 'modelmart',
    roles: ['admin'],
    iat: now,
    exp: now + 600,
  };
  const ours = await importJWK(key);
  const signed = (change: object, header: object = {}, by: Parameters<SignJWT['sign']>[0] = ours) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(by);
  const { d: _, ...publicJwk } = key;
  const pem = createPublicKey({ key: publicJwk, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const hmac = (secret: string | Buffer, header: object) => {
    const text = `${encoded({ typ: 'JWT', ...header })}.${encoded(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const foreign = await generateKeyPair('ES256', { extractable: true });
  const good = await signed({});
  const [head, payload, signature] = good.split('.') as [string, string, string];
  return [
    ['of no algorithm', `${encoded({ alg: 'none' })}.${payload}.`],
    ['of no algorithm, in capitals', `${encoded({ alg: 'NONE', kid: key.kid })}.${payload}.${signature}`],
    ['with the public key as a secret', hmac(pem, { alg: 'HS256', kid: key.kid })],
    ['with the public JWK as a secret', hmac(JSON.stringify(publicJwk), { alg: 'HS256', kid: key.kid })],
    ['whose kid is an empty file', hmac('', { alg: 'HS256', kid: '../../../../dev/null' })],
    ['whose kid is a path', await signed({}, { kid: '../../etc/passwd' }, foreign.privateKey)],
    ['whose kid is SQL', await signed({}, { kid: "' union select 'x" }, foreign.privateKey)],
    [
      'that bring their own key',
      await signed({}, { jwk: await exportJWK(foreign.publicKey) }, foreign.privateKey),
    ],
    ['that say where their key is', await signed({}, { jku: 'http://127.0.0.1:9/k' }, foreign.privateKey)],
    ['of another key under our kid', await signed({}, {}, foreign.privateKey)],
    ['for another audience', await signed({ aud: 'someone-else' })],
    ['of another issuer', await signed({ iss: 'https://evil.example' })],
    ['that have ended', await signed({ iat: now - 7200, exp: now - 3600 })],
    ['that have not begun', await signed({ nbf: now + 3600 })],
    ['of the platform itself', await signed({ sub: 'system:worker' })],
    ['with a line break in the subject', await signed({ sub: 'a\r\nb' })],
    ['with a changed payload', `${head}.${encoded({ ...claims, tenant: 'rival' })}.${signature}`],
    ['of nothing but dots', '..'],
    ['with a part too many', `${good}.x`],
    ['with a part too few', `${head}.${payload}`],
    ['of other letters', 'é.ü.ñ'],
    ['with padding', `${head}=.${payload}.${signature}`],
    ['of twelve kilobytes', `${head}.${'A'.repeat(12_000)}.${signature}`],
    ...(await Promise.all(
      HOSTILE_TENANTS.map(
        async (tenant) =>
          [
            `rightly signed for the tenant ${JSON.stringify(tenant)?.slice(0, 40)}`,
            await signed({ tenant }),
          ] as const,
      ),
    )),
  ];
}

export function tokensAreNotBelieved(system: () => LiveSystem): void {
  it('believes a token that is signed and says the right things, and no hostile variation of it', async () => {
    const { ask, key, owner, stateOf } = system();
    const before = await stateOf(owner);
    // Without this the refusals below could all have one wrong reason.
    const good = await new SignJWT({ tenant: 'modelmart', roles: ['admin'] })
      .setProtectedHeader({ alg: key.alg, kid: key.kid })
      .setIssuer('quotewright-development')
      .setAudience('quotewright')
      .setSubject('mallory')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(await importJWK(key));
    expect((await ask('GET', '/api/v1/admin/users', { token: good })).status).toBe(200);
    for (const [title, token] of await hostileTokens(system())) {
      const headers = { authorization: Buffer.from(`Bearer ${token}`).toString('latin1') };
      const reply = await ask('POST', '/api/v1/files', { body: { from: 'mallory' }, headers });
      const where = `a token ${title} answered ${reply.status} ${reply.text.slice(0, 200)}`;
      expect(reply.status, where).toBe(401);
      expect(reply.headers.get('www-authenticate'), where).toContain('Bearer');
      expectProblem(reply, where);
    }
    expect(await stateOf(owner)).toEqual(before);
  });

  it('takes the tenant from the token only, whatever headers and parameters name another', async () => {
    const { ask, rival, ids } = system();
    const headers = {
      'x-tenant': 'modelmart',
      'x-tenant-id': 'modelmart',
      'quotewright-tenant': 'modelmart',
      'x-forwarded-user': 'admin',
      'x-original-url': `/api/v1/quotes/${ids['quoteId']}`,
    };
    const one = await ask('GET', `/api/v1/quotes/${ids['quoteId']}`, { token: rival, headers });
    expect(one.status).toBe(404);
    const many = await ask('GET', '/api/v1/quotes?tenant=modelmart', { token: rival, headers });
    expect([200, 400]).toContain(many.status);
    expect(many.text).not.toContain(ids['quoteId']);
  });
}
