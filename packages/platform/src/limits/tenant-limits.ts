import type { TenantId } from '@quotewright/kernel';
import type { EndpointClass } from './endpoint-class.ts';
import type { Quota } from './limiter.ts';
import { QUOTA_NAMES, QUOTAS, type QuotaName, type QuotaTerms } from './quotas.ts';

/** What a tenant has decided about its limits; what is not named is as the tables of the release say. */
export interface TenantLimits {
  readonly quotas: Readonly<Partial<Record<QuotaName, QuotaTerms>>>;
  /** By which requests of a class cost more or less. */
  readonly costFactors: Readonly<Partial<Record<EndpointClass, number>>>;
}

/** Where the decisions of tenants stand. Opens its own transactions. */
export interface TenantLimitsSource {
  /** Undefined: the tenant has decided nothing. */
  limits(tenant: TenantId): Promise<TenantLimits | undefined>;
  /** Whether an operator has opened repairs for the subject, at this moment. */
  isGlassBroken(tenant: TenantId, subject: string): Promise<boolean>;
}

export const DEFAULT_TENANT_LIMITS: TenantLimits = { quotas: {}, costFactors: {} };

type Quotas = Readonly<Record<QuotaName, Quota>>;

const known = new WeakMap<TenantLimits, Quotas>();

/** The same object as long as the limits are the same: a limiter checks each once. */
export function quotaOf(limits: TenantLimits, name: QuotaName): Quota {
  let quotas = known.get(limits);
  if (quotas === undefined) {
    quotas = quotasUnder(limits);
    known.set(limits, quotas);
  }
  return quotas[name];
}

function quotasUnder({ quotas }: TenantLimits): Quotas {
  const entries = QUOTA_NAMES.map((name) => {
    const { units, window, burst } = quotas[name] ?? QUOTAS[name];
    return [name, { name, units, window, burst }];
  });
  return Object.fromEntries(entries) as Quotas;
}

/**
 * Units taken from the quota, whole and at least 1. What a tenant changes makes an operation dear, never impossible: only a request
 * that is too much for the release's own burst stays above the tenant's.
 */
export function unitsOf(limits: TenantLimits, name: QuotaName, of: EndpointClass, cost: number): number {
  const units = Math.max(1, Math.ceil(cost * (limits.costFactors[of] ?? 1)));
  return cost > QUOTAS[name].burst ? units : Math.min(units, quotaOf(limits, name).burst);
}
