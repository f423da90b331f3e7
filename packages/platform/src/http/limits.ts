/** No route takes more in one body: one tenant's part of `bodyMemoryBytes` always has room for it. */
export const LARGEST_BODY_BYTES = 32 * 1_048_576;

/** How much of anything one caller, or all of them together, may use. */
export interface HttpLimits {
  /** Of a body, where the route does not say otherwise. */
  readonly bodyBytes: number;
  /** Of all bodies under way in this process, however many callers send them. One tenant takes at most half of it. */
  readonly bodyMemoryBytes: number;
  readonly headerBytes: number;
  /** From the first byte of a request to the last of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the last of its body: a slow sender is cut off. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves: a slow reader is cut off. */
  readonly idleTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** How often the timeouts above are looked at. */
  readonly checkIntervalMs: number;
  readonly connections: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  bodyBytes: 1_048_576,
  bodyMemoryBytes: 268_435_456,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 120_000,
  // Longer than the usual 60 s of load balancers, which must be the ones to close.
  keepAliveTimeoutMs: 72_000,
  checkIntervalMs: 5_000,
  connections: 10_000,
};
