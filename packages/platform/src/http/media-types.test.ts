import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TestServer, testServer } from '../testing/test-server.ts';
import { ok } from './answer.ts';
import { fakeDatabase } from './fixtures/fake-database.ts';
import { defineRoute, type RawBody } from './route.ts';
import type { HttpModule } from './route-checks.ts';

const seen = (body: unknown, rawBody: RawBody | undefined) =>
  ok({ body: body ?? null, mediaType: rawBody?.mediaType ?? null, text: rawBody?.bytes.toString() ?? null });

const route = {
  method: 'POST',
  tag: 'Cups',
  summary: 'Cups',
  permission: 'authenticated',
  limit: { class: 'change', cost: 1 },
} as const;
const responses = { 200: { description: 'What came.' } };

const module: HttpModule = {
  name: 'shop',
  errors: {},
  permissions: [],
  routes: [
    defineRoute({
      ...route,
      path: '/cups/imports',
      operationId: 'importCups',
      body: z.strictObject({ cups: z.array(z.string()) }),
      media: { 'text/csv': 'One cup a line.', 'application/yaml': 'The same as YAML.' },
      bodyLimit: 100,
      responses,
      handler: async ({ body, rawBody }) => seen(body?.cups, rawBody),
    }),
    defineRoute({
      ...route,
      path: '/cups/drawings',
      operationId: 'addDrawing',
      media: { 'image/svg+xml': 'A drawing.' },
      responses,
      handler: async ({ rawBody }) => seen(undefined, rawBody),
    }),
    defineRoute({
      ...route,
      path: '/cups',
      operationId: 'addCup',
      body: z.strictObject({ name: z.string() }),
      responses,
      handler: async ({ body, rawBody }) => seen(body, rawBody),
    }),
  ],
};

let shop: TestServer;
beforeAll(async () => {
  shop = await testServer({ modules: [module], database: fakeDatabase() });
});
afterAll(() => shop.close());

const post = (path: string, type: string, body: string | Buffer) =>
  shop.request('POST', path, { as: { tenant: 'acme' }, body, headers: { 'content-type': type } });

describe('a route that takes other media types', () => {
  it('is handed their bytes as they were sent, whatever they are', async () => {
    expect((await post('/cups/imports', 'Text/CSV; charset=UTF-8', 'a;b\r\n"c')).json).toEqual({
      body: null,
      mediaType: 'text/csv',
      text: 'a;b\r\n"c',
    });
    expect((await post('/cups/drawings', 'image/svg+xml', '<svg/>')).json.text).toBe('<svg/>');
  });

  it('still takes JSON by its schema, and sees how it was written', async () => {
    expect((await post('/cups/imports', 'application/json', '{ "cups": ["a"] }')).json).toEqual({
      body: ['a'],
      mediaType: 'application/json',
      text: '{ "cups": ["a"] }',
    });
    expect(await post('/cups/imports', 'application/json', '{"cups": 1}')).toMatchObject({
      status: 400,
      json: { code: 'REQUEST_INVALID', errors: [{ pointer: '/cups' }] },
    });
  });

  it.each([
    ['/cups/imports', 'application/xml', ['application/json', 'text/csv', 'application/yaml']],
    ['/cups/imports', 'text/csv; charset=latin1', ['application/json', 'text/csv', 'application/yaml']],
    ['/cups/drawings', 'application/json', ['image/svg+xml']],
    ['/cups', 'text/csv', ['application/json']],
    ['/cups', 'multipart/form-data; boundary=x', ['application/json']],
  ])('%s refuses %s, and says what it takes', async (path, type, accepted) => {
    expect(await post(path, type, '{}')).toMatchObject({
      status: 415,
      json: { code: 'UNSUPPORTED_MEDIA_TYPE', accepted, detail: expect.stringContaining(accepted.at(-1)!) },
    });
  });

  it.each(['text/csv', 'application/json'])('needs a body: nothing as %s is refused', async (type) => {
    expect(await post('/cups/imports', type, '')).toMatchObject({
      status: 400,
      json: { code: 'REQUEST_INVALID', errors: [{ in: 'body', pointer: '', code: 'REQUIRED' }] },
    });
  });

  it.each(['gzip', 'deflate', 'br', 'identity, gzip'])(
    'unpacks nothing, and keeps nothing packed as if it were the text: %s is refused',
    async (encoding) => {
      for (const type of ['text/csv', 'application/json']) {
        const headers = { 'content-type': type, 'content-encoding': encoding };
        const sending = { as: { tenant: 'acme' }, body: '{"cups":[]}', headers };
        expect(await shop.request('POST', '/cups/imports', sending)).toMatchObject({
          status: 415,
          json: { code: 'UNSUPPORTED_MEDIA_TYPE' },
        });
      }
    },
  );

  it('takes a body that says it is not compressed', async () => {
    const headers = { 'content-type': 'text/csv', 'content-encoding': 'Identity' };
    const sending = { as: { tenant: 'acme' }, body: 'a', headers };
    expect((await shop.request('POST', '/cups/imports', sending)).json.text).toBe('a');
  });

  it('bounds them like JSON', async () => {
    expect((await post('/cups/imports', 'text/csv', 'x'.repeat(101))).status).toBe(413);
  });

  it('is described with all of them', () => {
    const { paths } = shop.server.openApi() as {
      paths: Record<string, { post: { requestBody: { content: object } } }>;
    };
    expect(paths['/api/v1/cups/imports']?.post.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': { schema: { required: ['cups'] } },
        'text/csv': { schema: { type: 'string', description: 'One cup a line.' } },
        'application/yaml': { schema: { type: 'string', description: 'The same as YAML.' } },
      },
    });
    const drawing = paths['/api/v1/cups/drawings']?.post.requestBody.content;
    expect(Object.keys(drawing ?? {})).toEqual(['image/svg+xml']);
  });
});

describe('a route that takes JSON alone', () => {
  it('sees no bytes', async () => {
    expect((await post('/cups', 'application/json', '{"name":"a"}')).json).toEqual({
      body: { name: 'a' },
      mediaType: null,
      text: null,
    });
  });

  it('refuses a body that nobody named, and minds no type where there is no body', async () => {
    const headers = { 'content-type': '', 'content-length': '2' };
    expect(
      (await shop.request('POST', '/cups', { as: { tenant: 'acme' }, body: '{}', headers })).status,
    ).toBe(415);
    const typed = { as: { tenant: 'acme' }, headers: { 'content-type': 'text/csv' } };
    expect((await shop.request('GET', '/audit', typed)).status).toBe(403);
  });
});
