import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Authenticator } from './authenticator.ts';
import { eitherAuthenticator } from './either-authenticator.ts';
import { type IntrospectionOptions, introspectionAuthenticator } from './introspection-authenticator.ts';
import { tokenEnd } from './token-end.ts';

interface Question {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

describe('a token that its issuer is asked about', () => {
  const clock = new ManualClock('2026-03-01T09:00:00.000Z');
  const seconds = () => Math.floor(clock.now() / 1000);
  const active = (over: object = {}) => ({
    active: true,
    sub: 'ana',
    tenant: 'acme',
    roles: ['sales'],
    client_id: 'crm',
    exp: seconds() + 3_600,
    ...over,
  });
  let server: Server;
  let url: URL;
  let questions: Question[];
  let answer: (response: ServerResponse, request: IncomingMessage) => void;

  const say = (body: unknown, status = 200) => {
    answer = (response) => void response.writeHead(status).end(JSON.stringify(body));
  };

  beforeEach(async () => {
    questions = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method, headers } = request;
        const form = Object.fromEntries(new URLSearchParams(body));
        questions.push({ method, authorization: headers.authorization, form });
        answer(response, request);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/introspect`);
    say(active());
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const asking = (over: Partial<IntrospectionOptions> = {}) =>
    introspectionAuthenticator({ url, clientId: 'quote:wright', clientSecret: 's e/cret', clock, ...over });

  const told = async (authenticator: Authenticator, token = 'opaque-1') =>
    authenticator.authenticate(`Bearer ${token}`);

  async function refusal(authenticator: Authenticator, token?: string) {
    const error = await told(authenticator, token).catch((thrown: unknown) => thrown);
    return (error as { readonly code: string }).code;
  }

  it('is who the issuer says, asked by our own name', async () => {
    const principal = await told(asking());
    expect(principal).toEqual({ tenant: 'acme', subject: 'ana', roles: ['sales'], clientId: 'crm' });
    expect(tokenEnd(principal)).toBe(clock.now() + 3_600_000);
    const basic = Buffer.from('quote%3Awright:s+e%2Fcret').toString('base64');
    expect(questions).toEqual([
      {
        method: 'POST',
        authorization: `Basic ${basic}`,
        form: { token: 'opaque-1', token_type_hint: 'access_token' },
      },
    ]);
  });

  it('is asked about once by many at once, and again after a minute', async () => {
    const authenticator = asking();
    await Promise.all(Array.from({ length: 20 }, () => told(authenticator)));
    clock.advance(59_999);
    await told(authenticator);
    expect(questions).toHaveLength(1);
    clock.advance(1);
    say({ active: false });
    expect(await refusal(authenticator)).toBe('TOKEN_INVALID');
  });

  it('is not believed beyond its end', async () => {
    say(active({ exp: seconds() + 10 }));
    const authenticator = asking();
    await told(authenticator);
    clock.advance(10_000);
    say({ active: false });
    expect(await refusal(authenticator)).toBe('TOKEN_INVALID');
    say(active({ exp: seconds() - 31 }));
    expect(await refusal(authenticator)).toBe('TOKEN_EXPIRED');
  });

  it('that was inactive is asked about again: a no is not kept', async () => {
    const authenticator = asking();
    say({ active: false });
    expect(await refusal(authenticator)).toBe('TOKEN_INVALID');
    say(active());
    expect(await told(authenticator)).toMatchObject({ subject: 'ana' });
  });

  it.each([
    ['that is not valid yet', { nbf: 9e9 }],
    ['whose end is no time', { exp: 'tomorrow' }],
    ['without a subject', { sub: undefined }],
    ['of the platform itself', { sub: 'system:relay' }],
    ['without a tenant', { tenant: undefined }],
    ['for another API', { aud: 'billing' }],
    ['of another issuer', { aud: 'quotewright', iss: 'https://evil.example' }],
  ])('%s is refused', async (_, claims) => {
    say(active({ aud: 'quotewright', ...claims }));
    const authenticator = asking({ audience: 'quotewright', issuer: 'https://issuer.example' });
    expect(await refusal(authenticator)).toBe('TOKEN_INVALID');
  });

  it('is for this API when it says so among others', async () => {
    say(active({ aud: ['billing', 'quotewright'] }));
    expect(await told(asking({ audience: 'quotewright' }))).toMatchObject({ subject: 'ana' });
  });

  it.each<[string, typeof answer]>([
    ['answers with an error', (response) => void response.writeHead(500).end()],
    ['does not know us', (response) => void response.writeHead(401).end('{"active":true}')],
    ['answers no JSON', (response) => void response.end('active')],
    ['does not say yes or no', (response) => void response.end('{"active":"true"}')],
    ['says nothing', (response) => void response.end('null')],
    ['talks without end', (response) => void response.end(`{"active":true,"x":"${'x'.repeat(70_000)}"}`)],
    ['sends us elsewhere', (response) => void response.writeHead(307, { location: '/other' }).end()],
    ['hangs up', (response) => void response.destroy()],
    ['does not answer', () => {}],
  ])('is neither good nor bad where the issuer %s', async (_, behaviour) => {
    answer = behaviour;
    const authenticator = asking({ deadline: 100 });
    const error = await told(authenticator).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'INTROSPECTION_UNAVAILABLE',
      kind: 'unavailable',
      details: { retryAfterSeconds: 2 },
    });
    say(active());
    expect(await told(asking())).toMatchObject({ subject: 'ana' });
  });

  it('waits its turn: the issuer is not asked more than 32 questions at a time', async () => {
    const waiting: ServerResponse[] = [];
    answer = (response) => void waiting.push(response);
    const authenticator = asking({ deadline: 60_000 });
    const all = Array.from({ length: 544 }, (_, index) => told(authenticator, `token-${index}`));
    expect(await refusal(authenticator, 'one-more')).toBe('INTROSPECTION_UNAVAILABLE');
    let most = 0;
    let done = 0;
    const pump = setInterval(() => {
      most = Math.max(most, waiting.length);
      for (const response of waiting.splice(0)) response.end(JSON.stringify(active()));
    }, 1);
    for (const each of all) await each.then(() => (done += 1));
    clearInterval(pump);
    expect(done).toBe(544);
    expect(most).toBeLessThanOrEqual(32);
  });

  it('is not asked about when it is a JWT and there are keys for those', async () => {
    const jwt: Authenticator = {
      authenticate: () => {
        throw new Error('the keys decide');
      },
    };
    const both = eitherAuthenticator(jwt, asking());
    await expect(async () => both.authenticate('Bearer eyJh.eyJi.c2ln')).rejects.toThrow('the keys decide');
    await expect(async () => both.authenticate('Bearer eyJh.eyJi.')).rejects.toThrow('the keys decide');
    expect(questions).toHaveLength(0);
    expect(await both.authenticate('Bearer 2YotnFZFEjr1zCsicMWpAA')).toMatchObject({ subject: 'ana' });
    await expect(async () => both.authenticate(undefined)).rejects.toMatchObject({
      code: 'AUTHENTICATION_REQUIRED',
    });
  });
});
