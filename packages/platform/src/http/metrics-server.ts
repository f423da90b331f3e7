import { type Clock, systemClock } from '@quotewright/kernel';
import Fastify from 'fastify';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { openExchange } from './exchange.ts';
import { createHealth, type HealthCheck } from './health.ts';
import { mountOperations } from './operations.ts';

export interface MetricsServerOptions {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly healthChecks: readonly HealthCheck[];
  readonly clock?: Clock;
}

export interface MetricsServer {
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

/**
 * Health with all details and `/metrics`, without tokens: for a port that only operators reach, and for
 * processes that serve nothing else.
 */
export function createMetricsServer(options: MetricsServerOptions): MetricsServer {
  const { metrics, logger, healthChecks, clock = systemClock } = options;
  const app = Fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  app.decorateRequest('exchange');
  app.addHook('onRequest', (request, _reply, done) => {
    openExchange(request, clock.monotonic());
    done();
  });
  app.setErrorHandler((error, _request, reply) => {
    logger.error({ err: error }, 'metrics or health could not be answered');
    return reply.code(500).send();
  });
  mountOperations(app, { metrics, health: createHealth(healthChecks, clock), isDraining: () => false });
  return { listen: (address) => app.listen(address), close: () => app.close() };
}
