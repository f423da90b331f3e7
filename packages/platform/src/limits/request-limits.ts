import type { StoreBudget } from '@quotewright/acceleration';
import type { Clock, DomainError } from '@quotewright/kernel';
import type { Registry } from 'prom-client';
import type { Principal } from '../auth/principal.ts';
import { currentScope } from '../telemetry/request-scope.ts';
import { EMERGENCY, emergencyBucket } from './emergency-bucket.ts';
import type { EndpointClass } from './endpoint-class.ts';
import { ENDPOINT_CLASSES, quotasOf } from './endpoint-classes.ts';
import { fail } from './limit-errors.ts';
import { clientClass, limitMetrics } from './limit-metrics.ts';
import type { LimitDecision, Limiter, LimitState, Quota } from './limiter.ts';
import { partsOf, QUOTAS } from './quotas.ts';
import { rememberedLimits } from './remembered-limits.ts';
import { quotaOf, type TenantLimitsSource, unitsOf } from './tenant-limits.ts';

export interface RequestLimitsDeps {
  readonly limiter: Limiter;
  /** Absent: every tenant has the limits of the release, and no glass is broken. */
  readonly tenants?: TenantLimitsSource;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: { warn(fields: object, message: string): void };
  /** Makes the store time of a request, which all that it does shares. */
  readonly newBudget?: () => StoreBudget;
}

/** One request, or the part of it that is charged. */
export interface Charge {
  readonly principal: Principal;
  readonly class: EndpointClass;
  /** Names the route: its operation. */
  readonly route: string;
  readonly cost: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone?: () => AbortSignal;
}

export interface Verdict {
  /** What is left of the quotas it was charged to. */
  readonly states: readonly LimitState[];
  /** Absent: the request may go on. */
  readonly refusal?: DomainError;
}

/** Whether a request may go on, as far as quotas are concerned. Never rejects for trouble of the store or the database. */
export type RequestLimits = (charge: Charge) => Promise<Verdict>;

/** Seconds after which a closed operation may be tried again. */
const CLOSED_RETRY_SECONDS = 10;
const ALARM_EVERY = 60_000;
/**
 * Milliseconds that a request waits for the share of its process while the store is away: whoever keeps within his quota is not refused
 * because that share begins empty.
 */
const SHARE_PATIENCE = 25;

const NO_DECISIONS: TenantLimitsSource = {
  limits: async () => undefined,
  isGlassBroken: async () => false,
};

export function requestLimits(deps: RequestLimitsDeps): RequestLimits {
  const { limiter, clock, logger, tenants = NO_DECISIONS } = deps;
  const limitsOf = rememberedLimits(tenants, clock);
  const metrics = limitMetrics(deps.registry);
  const emergency = emergencyBucket(clock);
  let quietUntil = Number.NEGATIVE_INFINITY;

  function noteUncounted(of: EndpointClass): void {
    metrics.passedUncounted(of);
    if (ENDPOINT_CLASSES[of].alarmed !== true || clock.monotonic() < quietUntil) return;
    quietUntil = clock.monotonic() + ALARM_EVERY;
    logger.warn({ endpoint: of }, 'the store does not answer: requests pass without being counted');
  }

  async function decide({ principal, class: of, route, cost, gone }: Charge): Promise<LimitDecision> {
    const limits = await limitsOf(principal.tenant);
    const scope = currentScope();
    if (scope !== undefined && deps.newBudget !== undefined) scope.storeBudget ??= deps.newBudget();
    const budget = scope?.storeBudget;
    const decision = await limiter.take({
      tenant: principal.tenant,
      uses: quotasOf(of, principal.roles).map((name) => ({
        quota: quotaOf(limits, name),
        parts: partsOf(QUOTAS[name], principal, route),
        cost: unitsOf(limits, name, of, cost),
      })),
      whenStoreDown: ENDPOINT_CLASSES[of].whenStoreDown,
      endpoint: route,
      patience: SHARE_PATIENCE,
      ...(gone !== undefined && { gone }),
      ...(budget !== undefined && { budget }),
    });
    if (scope !== undefined) scope.isCharged = true;
    return decision;
  }

  /** What stays closed but for an operator who has broken the glass. */
  async function whileClosed({ principal }: Charge): Promise<DomainError | undefined> {
    const { tenant, subject } = principal;
    const broken = await tenants.isGlassBroken(tenant, subject).catch(() => false);
    if (!broken) {
      return fail(
        'LIMITER_UNAVAILABLE',
        'requests cannot be counted at the moment; who may, breaks the glass for themselves (break-glass)',
        {
          retryAfterSeconds: CLOSED_RETRY_SECONDS,
        },
      );
    }
    const wait = emergency(`${tenant}\n${subject}`);
    if (wait === 0) return undefined;
    const { units, window } = EMERGENCY;
    return refused({ name: 'emergency', units, window, burst: units }, wait);
  }

  return async (charge) => {
    const decision = await decide(charge);
    const reject = (why: string, refusal: DomainError, states: readonly LimitState[] = []): Verdict => {
      metrics.rejected(clientClass(charge.principal), charge.class, why);
      return { states, refusal };
    };
    switch (decision.kind) {
      case 'admitted':
        if (decision.source === 'unlimited') noteUncounted(charge.class);
        return { states: decision.states };
      case 'refused':
        return reject(decision.by.name, refused(decision.by, decision.retryAfter), decision.states);
      case 'impossible':
        return reject('impossible', tooHigh(decision.by));
      case 'closed': {
        const refusal = await whileClosed(charge);
        return refusal === undefined ? { states: [] } : reject('closed', refusal);
      }
    }
  };
}

const refused = (by: Quota, wait: number) =>
  fail('RATE_LIMITED', `the quota "${by.name}" is used up for the moment`, {
    quota: by.name,
    retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)),
  });

const tooHigh = (by: Quota) =>
  fail('RATE_COST_TOO_HIGH', `the quota "${by.name}" has ${by.burst} units at once, and this costs more`, {
    quota: by.name,
    burst: by.burst,
  });
