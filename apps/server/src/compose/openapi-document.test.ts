import { type TestServer, testServer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';

type Json = Record<string, any>;

describe('the OpenAPI document of the whole server', () => {
  let server: TestServer;
  let document: Json;
  beforeAll(async () => {
    const { contexts } = describeModules();
    const nowhere = () => Promise.reject(new Error('nothing is asked of the database here'));
    server = await testServer({
      modules: contexts,
      database: {
        engine: 'embedded',
        withTenant: nowhere,
        withSystem: nowhere,
        ping: nowhere,
        close: async () => {},
      },
    });
    document = (await server.request('GET', '//openapi.json')).json;
  });
  afterAll(() => server.close());

  it('has no reference that leads nowhere', () => {
    const targets = new Set(references(document));
    expect(targets.size).toBeGreaterThan(50);
    expect([...targets].filter((reference) => targetOf(document, reference) === undefined)).toEqual([]);
  });

  it.each([
    ['/promotions/draft', 'promotions'],
    ['/discount-policies/draft', 'rules'],
    ['/accounts/{accountId}/contract-prices/draft', 'prices'],
  ])('describes the document of %s, which the use case checks', (path, member) => {
    const { schema } = document['paths'][`/api/v1${path}`].put.requestBody.content['application/json'];
    const described = targetOf(document, schema.allOf[0].$ref) as Json;
    expect(described['required']).toEqual(expect.arrayContaining(['format', member]));
    expect(described['properties'][member]).toMatchObject({ type: 'array' });
  });
});

/** Every `$ref`, wherever it is. */
function references(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = (part as Json)['$ref'];
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(part).flatMap(references)];
}

/** What a reference leads to: a JSON pointer from the root of the document (RFC 6901, in a fragment). */
function targetOf(document: Json, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<any>((part, step) => part?.[step], document);
}
