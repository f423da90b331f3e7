import type { BucketState } from '../ports/index.ts';
import type { LimitOutcome } from '../telemetry/telemetry.ts';
import { remainingOf } from './bucket-terms.ts';
import type { LimitDecision, LimitState, Quota, QuotaUse } from './limits.ts';

const FULL: BucketState = { wait: 0, level: 0, reset: 0 };

export type Counted = LimitDecision & { readonly kind: 'admitted' | 'refused' };

/** What taking from one bucket of this process would do; `wait` in microseconds, 0: it fits. */
interface Decided {
  readonly wait: number;
  readonly before: LimitState;
  readonly after: LimitState;
}

/** The one that is short for longest; undefined where all fit. */
export function longestWait<T extends Pick<Decided, 'wait'>>(takings: readonly T[]): T | undefined {
  let longest: T | undefined;
  for (const taking of takings) if (taking.wait > (longest?.wait ?? 0)) longest = taking;
  return longest;
}

export function admittedHere(takings: readonly Decided[]): Counted {
  return { kind: 'admitted', source: 'local', states: takings.map(({ after }) => after) };
}

/** `short` is the one of the takings that is short for longest. */
export function refusedHere(takings: readonly Decided[], short: Decided): Counted {
  return {
    kind: 'refused',
    source: 'local',
    by: short.before.quota,
    retryAfter: Math.ceil(short.wait / 1_000),
    states: takings.map(({ before }) => before),
  };
}

/** The store answers with the one state that holds now. */
export function decisionOfStore(uses: readonly QuotaUse[], buckets: readonly BucketState[]): Counted {
  const states: LimitState[] = [];
  let [by, longest]: [Quota | undefined, number] = [undefined, 0];
  for (const [at, { quota }] of uses.entries()) {
    const { wait, level, reset } = buckets[at] ?? FULL;
    states.push({ quota, remaining: remainingOf(quota, level), resetAfter: Math.ceil(reset / 1_000) });
    if (wait > longest) [by, longest] = [quota, wait];
  }
  if (by === undefined) return { kind: 'admitted', source: 'store', states };
  return { kind: 'refused', source: 'store', by, retryAfter: Math.ceil(longest / 1_000), states };
}

export function outcomeOf(decision: LimitDecision): LimitOutcome {
  if (decision.kind !== 'admitted' && decision.kind !== 'refused') return decision.kind;
  if (decision.source === 'unlimited') return 'unlimited';
  return decision.source === 'local' ? `local-${decision.kind}` : decision.kind;
}
