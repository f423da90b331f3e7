import type { Clock } from '@quotewright/kernel';
import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { Namespace } from '../keys/namespace.ts';
import type { BucketState, RateLimitStore } from '../ports/index.ts';
import type { LimitOutcome, Telemetry } from '../telemetry/telemetry.ts';
import { bucketKey, bucketUse, checkUses, mostOf, remainingOf } from './bucket-terms.ts';
import type { LimitAsk, LimitDecision, LimitState, Limits, QuotaUse } from './limits.ts';
import { type KeyedUse, LocalLimiter } from './local-limiter.ts';

export interface LimitsOptions {
  readonly namespace: Namespace;
  readonly store: RateLimitStore;
  readonly guard: StoreGuard;
  /** Of an ask that brings none. */
  readonly budget: () => StoreBudget;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** How many processes share the quotas, from 1: each has that part of them while the store is down. */
  readonly nodes: () => number;
}

const unlimited: LimitDecision = { kind: 'admitted', source: 'unlimited', states: [] };

export function createLimits(options: LimitsOptions): Limits {
  const { namespace, store, guard, budget, telemetry } = options;
  const local = new LocalLimiter(options);

  function withoutStore(ask: LimitAsk, keyed: readonly KeyedUse[]): LimitDecision {
    if (ask.whenStoreDown === 'open') return unlimited;
    if (ask.whenStoreDown === 'closed') return { kind: 'closed' };
    const takings = local.takings(ask.tenant, keyed);
    const decision = decisionOf('local', takings);
    if (decision.kind === 'admitted') for (const taking of takings) taking.apply();
    return decision;
  }

  async function decide(ask: LimitAsk): Promise<LimitDecision> {
    const { tenant, uses } = ask;
    const keyed = uses.map((use): KeyedUse => ({ key: bucketKey(namespace, tenant, use), use }));
    if (keyed.length > 1 && new Set(keyed.map(({ key }) => key)).size < uses.length) {
      throw new TypeError('an ask names a bucket twice');
    }
    const over = uses.find(({ quota, cost }) => cost > mostOf(quota));
    if (over !== undefined) return { kind: 'impossible', by: over.quota };
    if (uses.length === 0) return unlimited;

    const handovers = ask.whenStoreDown === 'local' ? local.handovers(tenant, keyed) : [];
    // What the store took could not be given back, so that the process is asked first.
    const own = decisionOf('local', handovers);
    if (own.kind === 'refused') return own;
    const takeBack = handovers.map((taking) => taking.apply());
    const states = await guard.run('limit', ask.budget ?? budget(), () =>
      store.takeUnits(keyed.map(({ key, use }) => bucketUse(key, use))),
    );
    if (states instanceof StoreTrouble) {
      for (const undo of takeBack) undo();
      local.storeFailed();
      return withoutStore(ask, keyed);
    }
    local.storeAnswered();
    const decision = decisionOf('store', storeTakings(uses, states));
    if (decision.kind === 'refused') for (const undo of takeBack) undo();
    return decision;
  }

  return {
    async take(ask) {
      checkUses(ask.uses);
      const decision = await decide(ask);
      const outcome = outcomeOf(decision);
      for (const { quota } of 'by' in decision ? [{ quota: decision.by }] : ask.uses) {
        telemetry.limit(quota.name, outcome);
      }
      if (decision.kind === 'refused') {
        const { name } = decision.by;
        telemetry.rateLimited(ask.tenant ?? '', ask.endpoint ?? name, name);
      }
      return decision;
    },
  };
}

interface Decided {
  readonly wait: number;
  readonly before: LimitState;
  readonly after: LimitState;
}

function decisionOf(
  source: 'store' | 'local',
  takings: readonly Decided[],
): LimitDecision & { readonly kind: 'admitted' | 'refused' } {
  let longest = takings[0];
  for (const taking of takings) if (longest !== undefined && taking.wait > longest.wait) longest = taking;
  if (longest === undefined || longest.wait === 0) {
    return { kind: 'admitted', source, states: takings.map(({ after }) => after) };
  }
  return {
    kind: 'refused',
    source,
    by: longest.before.quota,
    retryAfter: Math.ceil(longest.wait / 1_000),
    states: takings.map(({ before }) => before),
  };
}

/** The store answers with the one state that holds now. */
function storeTakings(uses: readonly QuotaUse[], buckets: readonly BucketState[]): readonly Decided[] {
  return uses.map(({ quota }, index) => {
    const { wait, level, reset } = buckets[index] ?? { wait: 0, level: 0, reset: 0 };
    const state = { quota, remaining: remainingOf(quota, level), resetAfter: Math.ceil(reset / 1_000) };
    return { wait, before: state, after: state };
  });
}

function outcomeOf(decision: LimitDecision): LimitOutcome {
  if (decision.kind !== 'admitted' && decision.kind !== 'refused') return decision.kind;
  if (decision.source === 'unlimited') return 'unlimited';
  return decision.source === 'local' ? `local-${decision.kind}` : decision.kind;
}
