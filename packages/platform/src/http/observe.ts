import type { Clock } from '@quotewright/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loggedCopies } from '../cache/logged-copies.ts';
import { notedReads } from '../cache/request-reads.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { openExchange, routeLabel } from './exchange.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface Observers {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  isDraining(): boolean;
}

/** What nginx writes, too, where the caller did not wait for the answer. */
const CALLER_GONE = 499;

/** Gives every request its ids before anything else happens, and records how it ended. */
export function observe(app: FastifyInstance, observers: Observers): void {
  const { clock, metrics } = observers;
  app.addHook('onRequest', (request, reply, done) => {
    metrics.requestStarted();
    // Comes also when the caller has hung up, unlike the framework's own hook.
    reply.raw.once('close', () => record(request, reply, observers));
    identify(request, reply, clock.monotonic());
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Also on answers whose request came before: an idle connection would hold up the end.
    if (observers.isDraining()) reply.header('connection', 'close');
    done();
  });
}

/** The ids and the headers that every answer carries. */
export function identify(request: FastifyRequest, reply: FastifyReply, startedAt: number): void {
  const { requestId, trace } = openExchange(request, startedAt);
  reply.headers({ 'x-request-id': requestId, traceparent: trace.traceparent, ...SECURITY_HEADERS });
}

function record(request: FastifyRequest, reply: FastifyReply, observers: Observers): void {
  const { method } = request;
  const milliseconds = observers.clock.monotonic() - request.exchange.startedAt;
  const status = reply.raw.writableFinished ? reply.statusCode : CALLER_GONE;
  const route = routeLabel(request);
  observers.metrics.requestEnded(method, route, status, milliseconds / 1000);
  request.exchange.trace.end(
    `${method} ${route}`,
    { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
    status >= 500,
  );
  const operational = request.routeOptions.config.route === undefined && status < 400;
  const level = operational ? 'debug' : 'info';
  if (!observers.logger.isLevelEnabled(level)) return;
  const line = {
    ...requestFields(request),
    method,
    route,
    status,
    ms: Math.round(milliseconds * 10) / 10,
    // For `quotewright caches exposure`.
    ...loggedCopies(notedReads(request.exchange.trace.scope)),
  };
  observers.logger[level](line, 'request');
}

/** What finds all lines of one request. */
export function requestFields(request: FastifyRequest): Record<string, string> {
  const { requestId, trace, principal } = request.exchange;
  return {
    traceId: trace.traceId,
    requestId,
    ...(principal === undefined ? {} : { tenant: principal.tenant, subject: principal.subject }),
  };
}
