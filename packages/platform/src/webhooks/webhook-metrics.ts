import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How an attempt at a delivery ended. `void`: another dispatcher had taken it over; `cancelled`: nobody wants it any more. */
export type AttemptOutcome = 'delivered' | 'retried' | 'failed' | 'cancelled' | 'released' | 'void';

/** What the dispatcher tells Prometheus. */
export interface WebhookMetrics {
  /** `seconds`: how long the request took; absent where none was sent. */
  attemptEnded(outcome: AttemptOutcome, seconds?: number): void;
  backlogIs(pending: number): void;
}

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function webhookMetrics(registry: Registry): WebhookMetrics {
  const registers = [registry];
  const attempts = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Attempts at deliveries of webhooks.',
    labelNames: ['outcome'],
    registers,
  });
  const backlog = new Gauge({
    name: 'webhook_delivery_backlog',
    help: 'Deliveries of webhooks that are not delivered and not given up, of all tenants; counted once a minute.',
    registers,
  });
  const seconds = new Histogram({
    name: 'webhook_delivery_seconds',
    help: 'Time of one request to a subscriber.',
    buckets: SECONDS,
    registers,
  });
  return {
    attemptEnded(outcome, took) {
      attempts.inc({ outcome });
      if (took !== undefined) seconds.observe(took);
    },
    backlogIs: (pending) => backlog.set(pending),
  };
}
