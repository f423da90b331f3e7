import type { Clock, ErrorTable } from '@quotewright/kernel';
import type { Database } from '../postgres/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { onTimer } from '../timing/timers.ts';
import type { JobHandler } from './job.ts';
import { jobErrors } from './job-errors.ts';

export interface JobOptions {
  readonly database: Database;
  /** Jobs of other types are left to workers that know them. */
  readonly handlers: readonly JobHandler<any>[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Told how each run ended, and how long it took. */
  readonly metrics?: Pick<Metrics, 'jobFinished'>;
  /** Titles of what handlers refuse, for the problems of failed jobs. */
  readonly errors?: ErrorTable;
  /** How long a claim lasts without renewal, and so how long the job of a crashed process waits; default 30,000. */
  readonly leaseMs?: number;
  /** In [0, 1): spreads retries. */
  readonly random?: () => number;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: (milliseconds: number, tick: () => unknown) => () => void;
}

/** What running jobs needs, complete. */
export interface JobWorkplace extends Required<Omit<JobOptions, 'handlers'>> {
  readonly handlers: ReadonlyMap<string, JobHandler<any>>;
}

export function jobWorkplace(options: JobOptions): JobWorkplace {
  const handlers = new Map(options.handlers.map((handler) => [handler.type, handler]));
  if (handlers.size < options.handlers.length) throw new TypeError('two job handlers share a type');
  return {
    leaseMs: 30_000,
    random: Math.random,
    every: onTimer,
    metrics: NO_METRICS,
    ...options,
    handlers,
    errors: { ...options.errors, ...jobErrors },
  };
}

const NO_METRICS = { jobFinished: () => {} };
