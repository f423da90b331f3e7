import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the process tells Prometheus. Every label value comes from a bounded set, never from a caller's text. */
export interface Metrics {
  /** Where a part of the process registers collectors of its own. */
  readonly registry: Registry;
  requestStarted(): void;
  /** `route` is the template (`/api/v1/quotes/:quoteId`), or `unmatched`. */
  requestEnded(method: string, route: string, status: number, seconds: number): void;
  /** A transaction was run again after this SQLSTATE (40001, 40P01). */
  transactionRetried(sqlState: string): void;
  jobFinished(type: string, outcome: 'succeeded' | 'failed' | 'retried', seconds: number): void;
  /** The text exposition format. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JOB_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

/** A registry of its own, so that several servers can live in one process (tests do). */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers,
  });
  const retries = new Counter({
    name: 'database_transaction_retries_total',
    help: 'Transactions that were run again after a serialization failure or deadlock.',
    labelNames: ['sql_state'],
    registers,
  });
  const jobs = new Histogram({
    name: 'job_duration_seconds',
    help: 'Time of one run of a job.',
    labelNames: ['type', 'outcome'],
    buckets: JOB_SECONDS,
    registers,
  });

  return {
    registry,
    requestStarted: () => inFlight.inc(),
    requestEnded: (method, route, status, seconds) => {
      inFlight.dec();
      requests.observe({ method: METHODS.has(method) ? method : 'other', route, status }, seconds);
    },
    transactionRetried: (sqlState) => retries.inc({ sql_state: sqlState }),
    jobFinished: (type, outcome, seconds) => jobs.observe({ type, outcome }, seconds),
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
