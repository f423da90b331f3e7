import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionAuthenticator } from '../sessions/index.ts';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { shopModule } from './fixtures/shop-module.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await testServer({ modules: [shopModule()], database: fakeDatabase() });
});
afterAll(() => shop.close());

type Json = Record<string, any>;

async function document(): Promise<Json> {
  return (await shop.request('GET', '//openapi.json')).json;
}

/** Every `$ref` of a document, wherever it is. */
function references(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = (part as Json)['$ref'];
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(part).flatMap(references)];
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 and describes every operation once', async () => {
    const { openapi, info, paths, components } = await document();
    expect(openapi).toBe('3.1.0');
    expect(info).toMatchObject({ title: 'Quotewright', version: '0.0.0-test' });
    expect(components.securitySchemes.bearer).toEqual({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
    });
    const ids = Object.values<Json>(paths).flatMap((item) =>
      Object.values<Json>(item).map((o) => o['operationId']),
    );
    expect(ids.sort()).toEqual([
      'countCups',
      'createCup',
      'labelCup',
      'listAuditRecords',
      'listCups',
      'readBroken',
      'readCup',
      'readJob',
      'readPicture',
      'readSlow',
      'sellCup',
    ]);
  });

  it('has no reference that leads nowhere, and no schema that nothing refers to', async () => {
    const whole = await document();
    const used = new Set(references(whole));
    const target = (reference: string) =>
      reference
        .slice(2)
        .split('/')
        .reduce<any>((part, step) => part?.[step], whole);
    expect([...used].filter((reference) => target(reference) === undefined)).toEqual([]);
    for (const name of Object.keys(whole['components'].schemas))
      expect(used).toContain(`#/components/schemas/${name}`);
  });

  it('describes every path parameter, and every answer', async () => {
    const { paths } = await document();
    for (const [path, item] of Object.entries<Json>(paths)) {
      for (const operation of Object.values<Json>(item)) {
        const named = (operation['parameters'] as Json[])
          .filter((p) => p['in'] === 'path')
          .map((p) => p['name']);
        expect(named.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
        for (const answer of Object.values<Json>(operation['responses'])) {
          expect(answer['description'] ?? answer['$ref']).toEqual(expect.any(String));
        }
      }
    }
  });

  it('says what a command needs and how it is refused', async () => {
    const sell = (await document())['paths']['/api/v1/cups/{cupId}/sell'].post;
    const required = sell.parameters.filter((p: Json) => p['required']).map((p: Json) => p['name']);
    expect(required).toEqual(['cupId', 'If-Match', 'Idempotency-Key']);
    expect(Object.keys(sell.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '422',
      '428',
      '429',
      '500',
      '503',
    ]);
    expect(sell.responses['428'].$ref).toBe('#/components/responses/PreconditionRequired');
    expect(sell.description).toContain('cup:write');
  });

  it('shows one schema for what is read and written alike, closed against unknown members', async () => {
    const { components } = await document();
    expect(Object.keys(components.schemas)).not.toContain('MoneyInput');
    expect(components.schemas.Money).toMatchObject({
      additionalProperties: false,
      required: ['amount', 'currency'],
    });
  });
});

describe('the OpenAPI document of a server that browsers sign in at', () => {
  let console: TestServer;
  let document: Json;
  beforeAll(async () => {
    const database = fakeDatabase();
    console = await testServer({
      modules: [shopModule()],
      database,
      overrides: { sessions: sessionAuthenticator({ database, secure: true }) },
    });
    document = (await console.request('GET', '//openapi.json')).json;
  });
  afterAll(() => console.close());

  const operation = (path: string, method: string) => document['paths'][`/api/v1${path}`][method];

  it('knows the cookie, and the header that shows that no other site had it sent', () => {
    const { bearer, session, csrf } = document['components'].securitySchemes;
    expect(bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(session).toMatchObject({ type: 'apiKey', in: 'cookie', name: '__Host-quotewright-session' });
    expect(csrf).toMatchObject({ type: 'apiKey', in: 'header', name: 'Quotewright-CSRF' });
  });

  it('asks for the header with every change, for the cookie alone with a read, and for a token otherwise', () => {
    expect(operation('/cups', 'get').security).toEqual([{ bearer: [] }, { session: [] }]);
    for (const [path, method] of [
      ['/cups', 'post'],
      ['/cups/{cupId}/sell', 'post'],
    ] as const) {
      expect(operation(path, method).security).toEqual([{ bearer: [] }, { session: [], csrf: [] }]);
    }
  });

  it('says nothing of cookies where none is taken', async () => {
    const { components, security, paths } = (await shop.request('GET', '//openapi.json')).json;
    expect(Object.keys(components.securitySchemes)).toEqual(['bearer']);
    expect(security).toEqual([{ bearer: [] }]);
    expect(paths['/api/v1/cups'].post.security).toBeUndefined();
  });
});

describe('the pages for people', () => {
  it('browse the API with files of this server only', async () => {
    const { status, headers, text } = await shop.request('GET', '//docs');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources.length).toBeGreaterThan(0);
    const answers = await Promise.all(sources.map((source) => shop.request('GET', `/${source}`)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect((await shop.request('GET', '//docs/static/swagger-initializer.js')).text).toContain(
      '/openapi.json',
    );
  });

  it('explain every error at the address that problems point to', async () => {
    const { text } = await shop.request('GET', '//docs/errors');
    for (const code of [
      'CUP_SOLD',
      'IF_MATCH_REQUIRED',
      'TOKEN_EXPIRED',
      'IDEMPOTENCY_IN_PROGRESS',
      'DATABASE_BUSY',
    ]) {
      expect(text).toContain(`<tr id="${code}">`);
    }
    expect(text).toContain('<td>428</td>');
  });

  it('begin with where everything is', async () => {
    const { json } = await shop.request('GET', '//');
    expect(json).toMatchObject({ api: '/api/v1', documentation: '/docs', openapi: '/openapi.json' });
  });
});
