import type { JsonObject } from '@quotewright/kernel';
import type { z } from 'zod';
import type { Permission, Principal } from '../auth/principal.ts';
import type { Reach } from '../auth/reach.ts';
import type { NewQuestion } from '../jobs/job.ts';
import type { RouteLimit } from '../limits/endpoint-class.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Answer } from './answer.ts';

/** The peer of the connection and what it calls itself (cut at 500 characters). */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent?: string;
}

/** A body as it was sent. */
export interface RawBody {
  /** Of its `Content-Type`, lower case, without parameters. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What a handler is given: validated input, who asks, and the two ways to open a transaction. */
export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  /** Whose objects the route's permission is held for; on a route without a permission there is none, and asking throws. */
  readonly reach: Reach;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was sent, on a route with `media`: to point at lines of what a person wrote. */
  readonly rawBody?: RawBody;
  /** Where the request came from, for evidence; never for decisions. */
  readonly origin: RequestOrigin;
  /** W3C trace id of the request: also in problems and logs. */
  readonly traceId: string;
  /** Ends when the client goes away or the server shuts down. */
  readonly signal: AbortSignal;
  /** The ETag of `If-Match` without quotes; the framework has answered 428 where a route demands it and it is missing. */
  readonly ifMatch?: string;
  /** `Quotewright-Min-Version: catalog=43` as `{ catalog: 43 }`. */
  readonly minVersion: Readonly<Record<string, number>>;
  /**
   * Charges the request for what its handler found it to be, on top of the route's own limit and before any of that work. Throws what a
   * quota refuses with.
   */
  charge(limit: Pick<RouteLimit, 'class' | 'cost'>): Promise<void>;
  /** Runs `work` in a read-only transaction of the caller's tenant. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a write transaction of the caller's tenant. On a route with idempotency, and when the
   * request carries `Idempotency-Key`, the answer is stored in the same transaction and replayed for repeats.
   */
  write(work: (tx: Tx) => Promise<Answer>): Promise<Answer>;
  /**
   * Has a question answered later: takes it on as a job, and answers 202 with that. The job is the caller's alone, the same one
   * while the same question waits, and gone some minutes after it ended. Throws `TOO_MANY_QUESTIONS`.
   */
  later(question: Omit<NewQuestion, 'actor'>): Promise<Answer>;
}

export interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
}

/** What a person is told before something that is not easily undone. */
export interface Confirmation<Params, Query, Body> {
  /** What will happen, in one or two sentences. */
  readonly warning: string;
  /** What exactly it would hit, as things are now. Bounded in time and size. */
  preview?(
    call: Pick<Call<Params, Query, Body>, 'principal' | 'reach' | 'params' | 'query' | 'body' | 'read'>,
  ): Promise<JsonObject>;
}

export interface RouteSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  M extends string = never,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, in fastify's notation: `/quotes/:quoteId/accept`. */
  readonly path: string;
  /** camelCase verb-noun, unique: `acceptQuote`. Also the operation's name for idempotency and limits. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Asked of the Authorizer before the handler runs; `authenticated` = any valid token; `public` = none. */
  readonly permission: Permission | 'authenticated' | 'public';
  /** What a request costs, and whom; see `EndpointClass`. */
  readonly limit: RouteLimit;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Successful answers only; problems are added for every route. */
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** `required`: 400 without the header. `optional`: honoured when sent. Absent: the header is ignored. */
  readonly idempotency?: 'required' | 'optional';
  /** `true`: 428 without `If-Match`. The handler compares; see `Call.ifMatch`. */
  readonly ifMatch?: boolean;
  /**
   * 428 without the header `Quotewright-Confirmation`: a one-time token of `POST /admin/confirmations`. `Call.write` uses it up in
   * the transaction of the work, which must be its only effect.
   */
  readonly confirmation?: Confirmation<z.output<P>, z.output<Q>, BodyOf<B, M>>;
  /** A question that is too large for a URL: it changes nothing, and `call.write` throws. */
  readonly question?: true;
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number;
  /**
   * The media types taken beside JSON (which is taken where there is a `body`), each with what it is. Such a body comes
   * as `rawBody`, not empty and otherwise unseen: the handler, or its job, reads it. `body` is then undefined.
   */
  readonly media?: Readonly<Record<M, string>>;
  handler(call: Call<z.output<P>, z.output<Q>, BodyOf<B, M>>): Promise<Answer>;
}

type BodyOf<B extends z.ZodType, M extends string> = [M] extends [never]
  ? z.output<B>
  : z.output<B> | undefined;

type NoFields = z.ZodObject<Record<never, never>>;

/** A route with its input types erased: what modules hand to the server. */
export type Route = RouteSpec<z.ZodObject, z.ZodObject, z.ZodType, string>;

/** Types a route's handler from its schemas. Objects in schemas must be strict: unknown members are refused. */
export function defineRoute<
  P extends z.ZodObject = NoFields,
  Q extends z.ZodObject = NoFields,
  B extends z.ZodType = z.ZodUndefined,
  M extends string = never,
>(route: RouteSpec<P, Q, B, M>): Route {
  return route;
}
