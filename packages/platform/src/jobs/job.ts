import type { JsonObject, JsonValue, TenantId } from '@quotewright/kernel';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.ts';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed';

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** A job as the API shows it (`GET /jobs/{id}`). */
export interface Job {
  readonly id: string;
  readonly type: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly result?: JsonValue;
  /** An RFC 9457 problem: `{type, title, status, code, detail, errors?}`. */
  readonly problem?: JsonObject;
}

/** What a handler is given. A job may run again after a crash: its effects must be idempotent. */
export interface RunningJob<Input> {
  readonly id: string;
  readonly tenant: TenantId;
  readonly actor: Principal;
  readonly input: Input;
  /** Which run this is, from 1. */
  readonly attempt: number;
  /** Ends when the lease is lost or the process drains: stop at the next safe point. */
  readonly signal: AbortSignal;
  /** Kept at most a few times a second; cheap to call often. */
  progress(done: number, total: number, unit: string): void;
}

/**
 * A kind of job. A `DomainError` thrown by `run` fails the job at once with that problem, unless its kind
 * may pass (`unavailable`, `tooManyRequests`, `internal`): these, and any other error, are retried with
 * backoff up to `maxAttempts` (default 5).
 */
export interface JobHandler<Input = unknown> {
  readonly type: string;
  readonly input: z.ZodType<Input>;
  readonly maxAttempts?: number;
  run(job: RunningJob<Input>): Promise<JsonValue>;
}

/** A job that answers what `actor` asked, and nobody else. */
export interface NewQuestion {
  readonly type: string;
  readonly input: JsonValue;
  readonly actor: Principal;
}

export interface NewJob extends NewQuestion {
  /** Not before this time (milliseconds since the epoch): a durable timer. */
  readonly runAt?: number;
}
