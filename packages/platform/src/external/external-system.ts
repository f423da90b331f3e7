import type { JsonValue, TenantId } from '@quotewright/kernel';

/** One thing that a system is asked to do. */
export interface ExternalOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base of the system, with `{name}` for values of the call: `/accounts/{accountId}/bills`. */
  readonly path: string;
  /** Whether the system does nothing twice by itself. What is not is sent again under an idempotency key only. */
  readonly repeatable: boolean;
  /** Milliseconds of a whole call, waiting and repeats included. */
  readonly deadline: number;
  /** Milliseconds of one attempt. */
  readonly attemptTimeout: number;
  /** At most; 1 is never repeated. */
  readonly attempts: number;
  /** The largest part of the system's throttle that it may use; more than 0, up to 1. Default 1. */
  readonly share?: number;
}

/** How much a system is asked at most, over all processes, and by whom. */
export interface ExternalThrottle {
  /** Calls per window, and how many of them at once. */
  readonly units: number;
  /** Milliseconds. */
  readonly window: number;
  readonly burst: number;
  /** The part of it that only calls of high priority may use; 0 to 1. */
  readonly reserved: number;
  /** The largest part that one tenant may use; more than 0, up to 1. */
  readonly tenantShare: number;
}

/** When an operation is no longer tried. */
export interface ExternalBreaker {
  /** Share of failures from which on it opens; more than 0, less than 1. */
  readonly failureRate: number;
  /** Milliseconds over which they are counted. */
  readonly window: number;
  /** Calls in the window below which nothing is concluded. */
  readonly atLeast: number;
  /** Milliseconds until it is tried again; each node draws between half and one and a half of it. */
  readonly reopenAfter: number;
}

/** A system of somebody else's, as it is declared. */
export interface ExternalSystem<Operation extends string = string> {
  /** Lower-case words with hyphens: `billing-core`. */
  readonly name: string;
  readonly baseUrl: URL;
  readonly operations: Readonly<Record<Operation, ExternalOperation>>;
  readonly throttle: ExternalThrottle;
  readonly breaker: ExternalBreaker;
  /** Calls of this process under way at a time, and how many may wait for a place. */
  readonly concurrency: number;
  readonly waiting: number;
  /** Bytes of an answer. */
  readonly maxAnswerBytes: number;
  /** Headers that every call has, credentials for example; asked for each attempt. */
  headers?(): Readonly<Record<string, string>>;
}

export interface ExternalCall {
  readonly tenant: TenantId;
  /** Values of the path: neither empty nor `.` or `..`. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** Under which the system knows a repeat: the id of the task whose effect this is. */
  readonly idempotencyKey?: string;
  /** Default `normal`. */
  readonly priority?: 'high' | 'normal';
  /** Aborts when the caller does not wait any more: the call ends with `EXTERNAL_TIMEOUT`. */
  readonly signal?: AbortSignal;
}

export interface ExternalAnswer {
  /** 2xx. */
  readonly status: number;
  /** Undefined where there is none. */
  readonly body: unknown;
  /** How often it was sent. */
  readonly attempts: number;
}

/** A system as the code asks it. To be called outside of transactions: it waits. */
export interface ExternalClient<Operation extends string = string> {
  /**
   * Throws `EXTERNAL_REFUSED` (4xx: said no), `EXTERNAL_ANSWER_INVALID`, `EXTERNAL_TIMEOUT`, `EXTERNAL_UNAVAILABLE`, `EXTERNAL_THROTTLED`,
   * `EXTERNAL_BUSY` and `CIRCUIT_OPEN`. `details.outcome` tells `none` (it has done nothing) from `unknown` (it may have).
   * Throws a `TypeError` for a value of the path that is missing or none.
   */
  call(operation: Operation, call: ExternalCall): Promise<ExternalAnswer>;
}
