import type { Limits, Quota, QuotaUse } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import type { ExternalSystem } from './external-system.ts';

/** Milliseconds until a call may be sent; 0: now, and it is counted. */
export type Throttle = (operation: string, tenant: TenantId, priority: 'high' | 'normal') => Promise<number>;

/**
 * Holds what all processes together send to a system. A call takes from the whole, one of normal priority also from the part that is not
 * reserved, and each tenant and each operation from a share of its own. While the store is away, each process holds its part alone.
 */
export function externalThrottle(
  limits: Limits,
  { name: system, throttle, operations }: Pick<ExternalSystem, 'name' | 'throttle' | 'operations'>,
): Throttle {
  const { units, window, burst, reserved, tenantShare } = throttle;
  const part = (name: string, share: number): Quota => ({
    name: `external.${name}`,
    units: Math.max(1, Math.floor(units * share)),
    window,
    burst: Math.max(1, Math.floor(burst * share)),
  });
  const [whole, ordinary, ofTenant] = [
    part('system', 1),
    part('ordinary', 1 - reserved),
    part('tenant', tenantShare),
  ];
  const ofOperation = new Map(
    Object.entries(operations).flatMap(([operation, { share = 1 }]) =>
      share < 1 ? [[operation, part('operation', share)] as const] : [],
    ),
  );
  return async (operation, tenant, priority) => {
    const uses: QuotaUse[] = [
      { quota: whole, parts: [system], cost: 1 },
      { quota: ofTenant, parts: [system, tenant], cost: 1 },
    ];
    if (priority === 'normal' && reserved > 0) uses.push({ quota: ordinary, parts: [system], cost: 1 });
    const own = ofOperation.get(operation);
    if (own !== undefined) uses.push({ quota: own, parts: [system, operation], cost: 1 });
    // Of no tenant: the whole is shared by all.
    const decision = await limits.take({ tenant: null, uses, whenStoreDown: 'local', endpoint: system });
    return decision.kind === 'refused' ? Math.max(1, Math.ceil(decision.retryAfter)) : 0;
  };
}
