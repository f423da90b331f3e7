import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { compactComponents, type OpenApiDocument } from './openapi-components.ts';
import { limitHeaderComponents, withLimitHeaders } from './openapi-limits.ts';
import { problemComponents, problemReferences } from './openapi-problems.ts';
import { BY_TOKEN, securityOf, securitySchemes } from './openapi-security.ts';
import type { Route } from './route.ts';

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

/** How a route's refusals travel through the plugin, which has no words for shared responses. */
const PROBLEMS = 'x-problems';
/** The same for bodies that are not JSON: each media type has a schema of its own. */
const MEDIA = 'x-media';

export interface OpenApiOptions {
  /** Of the cookie that stands for a token; absent where tokens alone are taken. */
  readonly sessionCookie?: string;
}

/** Generates the document from the schemas that validate requests. Must come before the routes. */
export async function registerOpenApi(
  app: FastifyInstance,
  info: ApiInfo,
  { sessionCookie }: OpenApiOptions = {},
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { ...info, license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' } },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: securitySchemes(sessionCookie),
        headers: limitHeaderComponents as never,
        responses: problemComponents as never,
      },
      security: [BY_TOKEN],
    },
    transform: (input) => {
      const { route } = (input.route as { config?: { route?: Route } }).config ?? {};
      if (route === undefined) return { schema: { hide: true }, url: input.url };
      const security = securityOf(route, sessionCookie !== undefined);
      return describeRoute(route, {
        ...input,
        schema: { ...schemasOf(route), ...(security && { security }) },
      });
    },
    transformObject: (input) => {
      const document = jsonSchemaTransformObject(input) as unknown as OpenApiDocument;
      return compactComponents(completed(document));
    },
  });
}

/** A route in the words of fastify-type-provider-zod. */
function schemasOf(route: Route): Record<string, unknown> {
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, permissionNote(route)].filter((note) => note !== undefined).join('\n\n'),
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    headers: requestHeaders(route),
    response: Object.fromEntries(
      Object.entries(route.responses).map(([status, spec]) => [status, success(spec)]),
    ),
    [PROBLEMS]: problemReferences(route),
    ...(route.media === undefined ? {} : { [MEDIA]: route.media }),
  };
}

function permissionNote({ permission }: Route): string {
  if (permission === 'public') return 'Needs no token.';
  return permission === 'authenticated'
    ? 'Any valid token will do.'
    : `Needs the permission \`${permission}\`.`;
}

function success({ description, schema, contentType = 'application/json' }: Route['responses'][number]) {
  const hasContent = schema !== undefined || contentType !== 'application/json';
  return { description, content: hasContent ? { [contentType]: { schema: schema ?? z.unknown() } } : {} };
}

const text = (description: string) => z.string().describe(description);

const KNOWN_TAG = text('An ETag you have: 304 when it is still the answer.').optional();
const SEEN_TAG = text(
  'The ETag of the representation that you saw: 412 when it has changed since, 428 without.',
);
const MIN_VERSION = text('`catalog=43`: never answered from an older version.').optional();
const KEY = text(
  '1 to 255 visible ASCII characters, fresh for each new command. A repeat with the same key and body gets ' +
    'the first answer again, with `Idempotency-Replayed: true`.',
);

const CONFIRMATION = text(
  'A one-time token of `POST /admin/confirmations` for exactly this request: 428 without, 412 when it does not fit. A repeat with the ' +
    'same Idempotency-Key needs no second one.',
);

function requestHeaders(route: Route): z.ZodObject {
  return z.object({
    ...(route.method === 'GET' ? { 'If-None-Match': KNOWN_TAG } : {}),
    ...(route.ifMatch === true ? { 'If-Match': SEEN_TAG } : {}),
    ...(route.idempotency === 'required' ? { 'Idempotency-Key': KEY } : {}),
    ...(route.idempotency === 'optional' ? { 'Idempotency-Key': KEY.optional() } : {}),
    ...(route.confirmation === undefined ? {} : { 'Quotewright-Confirmation': CONFIRMATION }),
    'Quotewright-Min-Version': MIN_VERSION,
  });
}

type TransformInput = Parameters<typeof jsonSchemaTransform>[0];

function describeRoute(route: Route, input: TransformInput): ReturnType<typeof jsonSchemaTransform> {
  const result = jsonSchemaTransform(input);
  const { response } = result.schema as {
    response: Record<string, { description: string; content: object }>;
  };
  for (const [status, { description, content }] of Object.entries(response)) {
    const isEmpty = Object.keys(content).length === 0;
    const described = isEmpty ? { description, type: 'null' } : { description, content };
    response[status] = { ...described, headers: answerHeaders(route, Number(status)) } as never;
  }
  return result;
}

function answerHeaders(route: Route, status: number): Record<string, unknown> {
  const header = (description: string) => ({ type: 'string', description });
  const replayed = header('`true` when this is the stored answer of an earlier request.');
  return {
    ...(status === 200 ? { ETag: header('Identifies this representation.') } : {}),
    ...(status === 201 || status === 202 ? { Location: header('Where it is to be read.') } : {}),
    ...(route.idempotency === undefined ? {} : { 'Idempotency-Replayed': replayed }),
    ...(route.method === 'GET'
      ? { 'Cache-Status': header('Which cache took part, if any (RFC 9211).') }
      : {}),
  };
}

interface Operation {
  readonly responses: object;
  /** Empty where the operation is public. */
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: object };
  readonly [PROBLEMS]?: object;
  readonly [MEDIA]?: Readonly<Record<string, string>>;
}

function withMedia(requestBody: Operation['requestBody'], media: Readonly<Record<string, string>>): object {
  const texts = Object.entries(media).map(([mediaType, description]) => [
    mediaType,
    { schema: { type: 'string', description } },
  ]);
  return { required: true, content: { ...requestBody?.content, ...Object.fromEntries(texts) } };
}

function completed(document: OpenApiDocument): OpenApiDocument {
  const described = ({ [PROBLEMS]: problems, [MEDIA]: media, ...operation }: Operation) => ({
    ...operation,
    ...(media && { requestBody: withMedia(operation.requestBody, media) }),
    responses: {
      ...(operation.security?.length === 0 ? operation.responses : withLimitHeaders(operation.responses)),
      ...problems,
    },
  });
  const pathItem = (item: object) =>
    Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, described(operation)]));
  const paths = Object.entries(document.paths).map(([path, item]) => [path, pathItem(item)]);
  return { ...document, paths: Object.fromEntries(paths) };
}
