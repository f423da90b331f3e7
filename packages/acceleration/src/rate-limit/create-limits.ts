import type { Clock } from '@quotewright/kernel';
import { createStoreBudget, type StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { Namespace } from '../keys/namespace.ts';
import type { RateLimitStore, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { BucketKeys } from './bucket-keys.ts';
import { bucketUse, checkUses, mostOf } from './bucket-terms.ts';
import { admittedHere, decisionOfStore, outcomeOf, refusedHere } from './decision.ts';
import type { LimitAsk, LimitDecision, Limits } from './limits.ts';
import { type KeyedUse, LocalLimiter, type LocalTaking } from './local-limiter.ts';
import { OwnShare, type ShareTaking } from './own-share.ts';

export interface LimitsOptions {
  readonly namespace: Namespace;
  readonly store: RateLimitStore;
  readonly guard: StoreGuard;
  /** Of an ask that brings none. */
  readonly budget: () => StoreBudget;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Telemetry;
  /** How many processes share the quotas, from 1: each has that part of them while the store is down. */
  readonly nodes: () => number;
  /** Asks that wait for this process's share at a time. Default 1,000. */
  readonly mostWaiting?: number;
}

/** What this process has to say beside the store. */
interface Handover {
  /** In the order of the uses; undefined: nothing. */
  readonly handovers: readonly (LocalTaking | undefined)[];
  readonly own: ShareTaking;
}

const NO_HANDOVER: Handover = { handovers: [], own: { waited: 0, undo: () => {} } };

const isTaking = (taking: LocalTaking | undefined) => taking !== undefined;

/**
 * Milliseconds for which the store is asked although others have used the budget up: else whoever was slow before would be counted by
 * the process alone, while the store is well.
 */
export const LIMIT_PATIENCE = 8;

const unlimited: LimitDecision = { kind: 'admitted', source: 'unlimited', states: [] };

export function createLimits(options: LimitsOptions): Limits {
  const { namespace, store, guard, budget, clock, telemetry } = options;
  const keys = new BucketKeys(namespace);
  const local = new LocalLimiter(options);
  const share = new OwnShare(options.timers, options.mostWaiting);

  /** What the process has admitted already stands, or whoever waited would have to wait again; it decides about the rest. */
  async function withoutStore(
    ask: LimitAsk,
    keyed: readonly KeyedUse[],
    { handovers: taken, own }: Handover,
  ): Promise<LimitDecision> {
    if (ask.whenStoreDown === 'open') return unlimited;
    if (ask.whenStoreDown === 'closed') return { kind: 'closed' };
    const stands = taken.every((taking) => taking?.stands() ?? true);
    if (!stands) own.undo();
    const handovers = stands ? taken : [];
    const rest = local.takings(
      ask.tenant,
      keyed.filter((_, at) => handovers[at] === undefined),
    );
    const { short } = await share.take(rest, ask, (ask.patience ?? 0) - own.waited);
    let next = 0;
    const takings = keyed.map((_, at) => (handovers[at] ?? rest[next++]) as LocalTaking);
    if (short === undefined) return admittedHere(takings);
    if (stands) own.undo();
    return refusedHere(takings, short);
  }

  function timeFor(ask: LimitAsk): StoreBudget {
    const given = ask.budget ?? budget();
    return given.left < LIMIT_PATIENCE ? createStoreBudget(clock, LIMIT_PATIENCE) : given;
  }

  async function handOver(ask: LimitAsk, keyed: readonly KeyedUse[]): Promise<Handover> {
    const handovers = local.handovers(ask.tenant, keyed);
    return { handovers, own: await share.take(handovers.filter(isTaking), ask, ask.patience ?? 0) };
  }

  /** What can be said without asking anybody. */
  function beforehand({ uses }: LimitAsk, keyed: readonly KeyedUse[]): LimitDecision | undefined {
    if (uses.length === 0) return unlimited;
    for (const [at, { key, use }] of keyed.entries()) {
      for (let other = 0; other < at; other += 1) {
        if (keyed[other]?.key === key) throw new TypeError('an ask names a bucket twice');
      }
      if (use.cost > mostOf(use.quota)) return { kind: 'impossible', by: use.quota };
    }
    return undefined;
  }

  async function decide(ask: LimitAsk, keyed: readonly KeyedUse[]): Promise<LimitDecision> {
    // What the store took could not be given back, so that the process is asked first.
    const handover =
      ask.whenStoreDown === 'local' && !local.isIdle ? await handOver(ask, keyed) : NO_HANDOVER;
    const { handovers, own } = handover;
    if (own.short !== undefined) return refusedHere(handovers.filter(isTaking), own.short);
    const sentAt = clock.monotonic();
    const states = await guard.run('limit', timeFor(ask), () =>
      store.takeUnits(keyed.map(({ key, use }) => bucketUse(key, use))),
    );
    if (states instanceof StoreTrouble) {
      local.storeFailed(sentAt);
      return withoutStore(ask, keyed, handover);
    }
    local.storeAnswered(sentAt);
    const decision = decisionOfStore(ask.uses, states);
    if (decision.kind === 'refused') own.undo();
    return decision;
  }

  function tell({ tenant, uses, endpoint }: LimitAsk, decision: LimitDecision): LimitDecision {
    const outcome = outcomeOf(decision);
    if ('by' in decision) telemetry.limit(decision.by.name, outcome);
    else for (const { quota } of uses) telemetry.limit(quota.name, outcome);
    if (decision.kind === 'refused') {
      const { name } = decision.by;
      telemetry.rateLimited(tenant ?? '', endpoint ?? name, name);
    }
    return decision;
  }

  return {
    async take(ask) {
      const { tenant, uses } = ask;
      checkUses(uses);
      const keyed = uses.map((use): KeyedUse => ({ key: keys.of(tenant, use), use }));
      return tell(ask, beforehand(ask, keyed) ?? (await decide(ask, keyed)));
    },
  };
}
