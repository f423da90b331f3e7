import { DomainError } from '@quotewright/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Health } from './health.ts';
import { type Guards, guard } from './mount.ts';
import { sendAnswer } from './send-answer.ts';

export interface Operations {
  readonly metrics: Metrics;
  readonly health: Health;
  /** Whether the server has stopped taking on work. */
  isDraining(): boolean;
  /** Absent on a bind of its own, which only operators reach: everything is shown. */
  readonly guards?: Guards;
}

const FRESH = { 'cache-control': 'no-store' };

/** `/health/live`, `/health/ready`, `/metrics`: what an orchestrator and Prometheus ask. */
export function mountOperations(app: FastifyInstance, operations: Operations): void {
  const { metrics, health, guards } = operations;

  app.get('/health/live', (request, reply) =>
    sendAnswer(request, reply, { status: 200, body: { status: 'up' }, headers: FRESH }),
  );

  app.get('/health/ready', async (request, reply) => {
    const showsDetails = guards === undefined || (await mayReadDetails(request, guards));
    const report = await health.report();
    const status = operations.isDraining() ? 'down' : report.status;
    const body = showsDetails ? { ...report, status, draining: operations.isDraining() } : { status };
    return sendAnswer(request, reply, { status: status === 'down' ? 503 : 200, body, headers: FRESH });
  });

  app.get('/metrics', {
    onRequest: guards === undefined ? [] : guard(guards, 'metrics:read'),
    handler: async (request, reply) => {
      const { contentType, text } = await metrics.expose();
      return sendAnswer(request, reply, { status: 200, bytes: { content: Buffer.from(text), contentType } });
    },
  });
}

/** Everybody may learn whether the server is ready; why not is for those who may know. */
async function mayReadDetails(request: FastifyRequest, guards: Guards): Promise<boolean> {
  if (request.headers.authorization === undefined) return false;
  try {
    await guard(guards, 'health:read')(request);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.kind !== 'internal') return false;
    throw error;
  }
}
