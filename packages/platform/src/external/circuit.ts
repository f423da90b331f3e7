import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
  SamplingBreaker,
} from 'cockatiel';
import type { ExternalBreaker } from './external-system.ts';

/** Where a circuit is: calls go through, none does, one is let through to see. */
export type CircuitPosition = 'closed' | 'open' | 'half-open';

export interface CircuitView {
  readonly position: CircuitPosition;
  /** Since when, RFC 3339 milliseconds since the epoch; absent where it never changed. */
  readonly since?: number;
  /** When it is tried again, milliseconds since the epoch; while it is open. */
  readonly reopenAfter?: number;
}

/** One operation of one system, as this process has come to know it. */
export interface Circuit {
  readonly id: string;
  readonly system: string;
  readonly operation: string;
  view(): CircuitView;
  /** 0 where it is tried now. */
  secondsUntilTried(): number;
  /** Whether `run` would do nothing now. */
  refuses(): boolean;
  /** Undefined: it is open, or another call is trying it, and nothing was done. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export interface CircuitOptions<T> {
  readonly system: string;
  readonly operation: string;
  readonly breaker: ExternalBreaker;
  /** What counts against the operation. */
  readonly isFailure: (result: T) => boolean;
  /** What tells nothing of the system: it is counted neither way, and closes no circuit that is open. */
  readonly isUntold: (result: T) => boolean;
  /** 0 to 1. */
  readonly random: () => number;
  readonly now: () => number;
}

const POSITIONS: Readonly<Record<CircuitState, CircuitPosition>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

/** Carries a result past the breaker. */
class Untold extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('nothing was learned of the system');
    this.result = result;
  }
}

/**
 * Opens when more than a share of the calls fail, and is tried again by one call after a while that each process draws for itself,
 * so that not all of them come back to a system in the same moment.
 */
export function newCircuit<Result>(options: CircuitOptions<Result>): Circuit {
  const { system, operation, breaker, random, now } = options;
  const isFailure = (result: unknown) => options.isFailure(result as Result);
  const isUntold = (result: unknown) => options.isUntold(result as Result);
  const { failureRate, window, atLeast, reopenAfter } = breaker;
  let until: number | undefined;
  let since: number | undefined;
  const policy = circuitBreaker(
    handleWhenResult((result) => isFailure(result) || isUntold(result)),
    {
      halfOpenAfter: new DelegateBackoff(() => {
        const wait = Math.ceil(reopenAfter * (0.5 + random()));
        until = now() + wait;
        return wait;
      }),
      breaker: new SamplingBreaker({
        threshold: failureRate,
        duration: window,
        minimumRps: (atLeast / window) * 1000,
      }),
    },
  );
  const isBeingTried = () => policy.state === CircuitState.HalfOpen;
  policy.onStateChange(() => {
    since = now();
  });
  return {
    id: `${system}.${operation}`,
    system,
    operation,
    view() {
      const position = POSITIONS[policy.state];
      return {
        position,
        ...(since !== undefined && { since }),
        ...(position === 'open' && until !== undefined && { reopenAfter: until }),
      };
    },
    secondsUntilTried: () => (until === undefined ? 0 : Math.max(0, (until - now()) / 1000)),
    refuses: () =>
      isBeingTried() || (policy.state === CircuitState.Open && until !== undefined && now() < until),
    async run(work) {
      // Whoever came meanwhile does not wait for the one that is let through: its deadline is not theirs.
      if (isBeingTried()) return undefined;
      const isClosed = policy.state === CircuitState.Closed;
      try {
        return await policy.execute(async () => {
          const result = await work();
          // What is thrown is counted neither way, but would close a circuit that is being tried.
          if (isClosed && isUntold(result)) throw new Untold(result);
          return result;
        });
      } catch (error) {
        if (error instanceof Untold) return error.result as Awaited<ReturnType<typeof work>>;
        if (error instanceof BrokenCircuitError) return undefined;
        throw error;
      }
    },
  };
}
