import { type Clock, type ErrorTable, systemClock } from '@quotewright/kernel';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { CommandPointers } from '../idempotency/index.ts';
import type { Database } from '../postgres/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { BodyMemory } from './body-memory.ts';
import { refuseConnection } from './connection-errors.ts';
import { mountDocs } from './docs.ts';
import { fail } from './errors.ts';
import { refusalOf } from './failure.ts';
import { createHealth, type HealthCheck } from './health.ts';
import { DEFAULT_LIMITS, type HttpLimits } from './limits.ts';
import { parseBodies } from './media-types.ts';
import { type Guards, mountMethodRefusals, mountRoute } from './mount.ts';
import { identify, observe, requestFields } from './observe.ts';
import { type ApiInfo, registerOpenApi } from './openapi.ts';
import { mountOperations } from './operations.ts';
import { platformModule } from './platform-module.ts';
import { problemOf } from './problem.ts';
import { checkRoutes, type HttpModule, mergeErrorTables } from './route-checks.ts';
import { sendProblem } from './send-answer.ts';

export interface HttpServerOptions extends Guards {
  /** The contexts; the platform's own module is always there. */
  readonly modules: readonly HttpModule[];
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly apiInfo: ApiInfo;
  readonly healthChecks?: readonly HealthCheck[];
  readonly clock?: Clock;
  readonly limits?: Partial<HttpLimits>;
  /** Absent: no command is known before its row is read. */
  readonly commandPointers?: CommandPointers;
}

export interface HttpServer {
  /** Starts listening; the answer is where, as a URL. Port 0 takes a free one. */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  /** Puts a request through the whole server without a socket. */
  readonly inject: FastifyInstance['inject'];
  /** The OpenAPI 3.1 document. */
  openApi(): unknown;
  /**
   * Stops: not ready at once, no new connections, requests under way are answered. After `deadlineMs` their
   * `signal` ends; a moment later their connections are cut.
   */
  close(deadlineMs: number): Promise<void>;
}

const AFTER_ABORT_MS = 1_000;

/** Everything between a socket and the contexts' routes. Throws when the routes are not well declared. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { database, logger, metrics } = options;
  const modules = [platformModule(), ...options.modules];
  checkRoutes(modules);
  const titles = mergeErrorTables(modules);
  const clock = options.clock ?? systemClock;
  const health = createHealth(options.healthChecks ?? [], clock);
  const shutdown = new AbortController();
  let draining = false;
  const isDraining = () => draining;

  const answerFailure = failureHandler(titles, logger, shutdown.signal);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const app = newFastify(limits, titles, answerFailure);
  app.decorateRequest('exchange');
  observe(app, { clock, logger, metrics, isDraining });
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler((request, reply) =>
    answerFailure(fail('NOT_FOUND', 'there is nothing at this address'), request, reply),
  );
  const routes = modules.flatMap((module) => module.routes);
  parseBodies(app, routes);

  const sessionCookie = options.sessions?.cookieName;
  await registerOpenApi(app, options.apiInfo, sessionCookie === undefined ? {} : { sessionCookie });
  const { commandPointers, rateLimits } = options;
  const context = {
    database,
    shutdown: shutdown.signal,
    ...(commandPointers && { commandPointers }),
    ...(rateLimits && { rateLimits }),
  };
  const bodies = new BodyMemory(limits.bodyMemoryBytes);
  for (const route of routes) mountRoute(app, route, options, context, bodies);
  mountMethodRefusals(app, routes);
  mountOperations(app, { metrics, health, isDraining, guards: options });
  await mountDocs(app, options.apiInfo, modules);
  await app.ready();

  return {
    listen: (address) => app.listen(address),
    inject: app.inject.bind(app),
    openApi: () => app.swagger(),
    close: async (deadlineMs) => {
      draining = true;
      const closed = app.close();
      if (await endsWithin(deadlineMs, closed)) return;
      shutdown.abort();
      if (await endsWithin(AFTER_ABORT_MS, closed)) return;
      app.server.closeAllConnections();
      await closed;
    },
  };
}

type FailureHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

function newFastify(
  limits: HttpLimits,
  titles: ErrorTable,
  onFrameworkError: FailureHandler,
): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.idleTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
    },
    // Requests on living connections are still answered while draining, with `Connection: close`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, titles),
    frameworkErrors: (error, request, reply) => {
      // The framework refuses these before any hook has run.
      identify(request, reply, 0);
      onFrameworkError(error, request, reply);
    },
  });
  app.server.maxConnections = limits.connections;
  return app;
}

function failureHandler(titles: ErrorTable, logger: Logger, shutdown: AbortSignal): FailureHandler {
  return (thrown, request, reply) => {
    let refusal = refusalOf(thrown);
    if (refusal.kind === 'internal' && shutdown.aborted) {
      refusal = fail('SHUTTING_DOWN', 'the server stopped before it could answer', { retryAfterSeconds: 1 });
    }
    const line = { ...requestFields(request), code: refusal.code, err: refusal.cause ?? refusal };
    if (refusal.kind === 'internal') logger.error(line, 'request failed');
    if (refusal.kind === 'unavailable') logger.warn(line, 'request could not be answered');
    return sendProblem(request, reply, problemOf(refusal, titles, request.exchange.trace.traceId));
  };
}

async function endsWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, milliseconds, false);
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
}
