import type { FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.ts';
import type { Reach } from '../auth/reach.ts';
import type { NotedRead } from '../cache/request-reads.ts';
import { type RequestTrace, startRequestTrace } from '../telemetry/request-trace.ts';
import { requestId } from './request-headers.ts';
import type { RawBody, Route } from './route.ts';

/** What the server knows about one request beside its input. */
export interface Exchange {
  readonly requestId: string;
  readonly trace: RequestTrace;
  /** On the monotonic clock, milliseconds. */
  readonly startedAt: number;
  /** Set once the caller is known. */
  principal?: Principal;
  /** Set once the caller's permission is known. */
  reach?: Reach;
  /** The body as it came, once it was read. */
  rawBody?: RawBody;
  /** The work of its handler, once it was called. */
  work?: Promise<unknown>;
  /** The copies that its reading transactions were answered from. */
  readonly reads: NotedRead[];
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
  interface FastifyContextConfig {
    /** The route as its module declared it; absent on the server's own pages. */
    route?: Route;
  }
}

export function openExchange(request: FastifyRequest, startedAt: number): Exchange {
  const { headers } = request;
  request.exchange = {
    requestId: requestId(headers['x-request-id']),
    trace: startRequestTrace(headers),
    startedAt,
    reads: [],
  };
  return request.exchange;
}

/** The template of the matched route: a bounded set, safe as a metric's label. */
export function routeLabel(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unmatched';
}
