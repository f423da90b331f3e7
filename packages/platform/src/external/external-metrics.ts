import { Counter, Histogram, type Registry } from 'prom-client';

export interface ExternalMetrics {
  attempted(system: string, operation: string, result: string): void;
  /** `milliseconds` of the whole call. */
  ended(system: string, operation: string, result: string, milliseconds: number): void;
}

const made = new WeakMap<Registry, ExternalMetrics>();

/** Labels are bounded: systems and operations are declared, results are codes. One set for each registry. */
export function externalMetrics(registry: Registry): ExternalMetrics {
  const before = made.get(registry);
  if (before !== undefined) return before;
  const attempts = new Counter({
    name: 'external_attempts_total',
    help: 'Requests that were sent to external systems, by what came of each.',
    labelNames: ['system', 'operation', 'result'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'external_call_duration_seconds',
    help: 'Calls of external systems with their repeats, by how they ended.',
    labelNames: ['system', 'operation', 'result'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  });
  const metrics: ExternalMetrics = {
    attempted: (system, operation, result) => attempts.inc({ system, operation, result }),
    ended: (system, operation, result, milliseconds) =>
      duration.observe({ system, operation, result }, milliseconds / 1000),
  };
  made.set(registry, metrics);
  return metrics;
}
