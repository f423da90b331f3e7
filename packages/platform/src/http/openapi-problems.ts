import { z } from 'zod';
import { limitHeaders, retryAfter } from './openapi-limits.ts';
import { PROBLEM_TYPE } from './problem.ts';
import type { Route } from './route.ts';

/** Which refusals a route can answer, apart from those that its description explains. */
interface ProblemResponse {
  readonly status: number;
  /** Under `#/components/responses`. */
  readonly name: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that are more than a text. */
  readonly described?: Readonly<Record<string, object>>;
  appliesTo(route: Route): boolean;
}

const isCommand = (route: Route) => route.method !== 'GET';
const isConditional = (route: Route) => route.ifMatch === true || route.confirmation !== undefined;
const hasBody = (route: Route) => route.body !== undefined || route.media !== undefined;

const PROBLEM_RESPONSES: readonly ProblemResponse[] = [
  {
    status: 400,
    name: 'BadRequest',
    description: 'The request is not acceptable as it is; `errors` names the places.',
    appliesTo: () => true,
  },
  {
    status: 401,
    name: 'Unauthorized',
    description: 'There is no valid token.',
    headers: { 'WWW-Authenticate': 'RFC 6750.' },
    appliesTo: (route) => route.permission !== 'public',
  },
  {
    status: 403,
    name: 'Forbidden',
    description: 'The caller may not do this.',
    appliesTo: (route) => route.permission.includes(':'),
  },
  {
    status: 404,
    name: 'NotFound',
    description: 'There is no such thing, or it is not yours.',
    appliesTo: (route) => route.params !== undefined,
  },
  { status: 409, name: 'Conflict', description: 'The present state refuses it.', appliesTo: isCommand },
  {
    status: 412,
    name: 'PreconditionFailed',
    description:
      'It has changed since the ETag you sent: read it again. Or the token does not confirm this request.',
    appliesTo: isConditional,
  },
  { status: 413, name: 'ContentTooLarge', description: 'The body is too large.', appliesTo: hasBody },
  {
    status: 415,
    name: 'UnsupportedMediaType',
    description: 'The operation does not take a body of this media type; `accepted` lists those it takes.',
    appliesTo: hasBody,
  },
  {
    status: 422,
    name: 'UnprocessableContent',
    description: 'Well formed, but the business cannot accept it.',
    appliesTo: isCommand,
  },
  {
    status: 428,
    name: 'PreconditionRequired',
    description: 'If-Match, or the confirmation, is missing.',
    appliesTo: isConditional,
  },
  {
    status: 429,
    name: 'TooManyRequests',
    description: 'A quota is used up for the moment; `quota` names it.',
    described: { 'Retry-After': retryAfter, ...limitHeaders },
    appliesTo: (route) => route.permission !== 'public',
  },
  {
    status: 500,
    name: 'InternalError',
    description: 'Something went wrong on our side; `traceId` finds it in the log.',
    appliesTo: () => true,
  },
  {
    status: 503,
    name: 'Unavailable',
    description: 'Not at the moment: try again.',
    headers: { 'Retry-After': 'Seconds.' },
    appliesTo: () => true,
  },
];

/** Registered by its id: the schema library carries it into the document's components. */
z.looseObject({
  type: z.string().describe('The page that explains the code.'),
  title: z.string(),
  status: z.number(),
  code: z.string().describe('What programs decide by.'),
  detail: z.string(),
  errors: z
    .array(
      z.looseObject({
        in: z.enum(['query', 'body']).exactOptional().describe('The part of the request; absent: the body.'),
        pointer: z.string().describe('RFC 6901, into that part.'),
        code: z.string(),
        reason: z.string(),
      }),
    )
    .exactOptional(),
  traceId: z.string(),
}).meta({ id: 'Problem', description: 'Why a request was refused (RFC 9457).' });

/** `components.responses` of the document. */
export const problemComponents: Readonly<Record<string, unknown>> = Object.fromEntries(
  PROBLEM_RESPONSES.map(({ name, description, headers = {}, described }) => [
    name,
    {
      description,
      headers: {
        ...Object.fromEntries(
          Object.entries(headers).map(([header, meaning]) => [
            header,
            { description: meaning, schema: { type: 'string' } },
          ]),
        ),
        ...described,
      },
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
);

/** The refusals of one route, as references by status. */
export function problemReferences(route: Route): Record<string, { readonly $ref: string }> {
  const possible = PROBLEM_RESPONSES.filter((response) => response.appliesTo(route));
  return Object.fromEntries(
    possible.map(({ status, name }) => [String(status), { $ref: `#/components/responses/${name}` }]),
  );
}
