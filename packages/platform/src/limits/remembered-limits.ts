import type { Clock, TenantId } from '@quotewright/kernel';
import { LRUCache } from 'lru-cache';
import { DEFAULT_TENANT_LIMITS, type TenantLimits, type TenantLimitsSource } from './tenant-limits.ts';

/** How late a change of a tenant's limits may be noticed by a process, milliseconds. */
const FRESH_FOR = 5_000;
const TENANTS = 10_000;

interface Remembered {
  readonly value: TenantLimits;
  readonly until: number;
}

/**
 * The limits of each tenant, from this process's memory for some seconds. One request of a tenant at a time asks the source. What
 * cannot be read is as it was, or as the release says: a limit is no reason to answer nobody.
 */
export function rememberedLimits(
  source: Pick<TenantLimitsSource, 'limits'>,
  clock: Pick<Clock, 'monotonic'>,
): (tenant: TenantId) => TenantLimits | Promise<TenantLimits> {
  const remembered = new LRUCache<TenantId, Remembered>({ max: TENANTS });
  const asked = new Map<TenantId, Promise<TenantLimits>>();

  async function ask(tenant: TenantId): Promise<TenantLimits> {
    const before = remembered.peek(tenant)?.value ?? DEFAULT_TENANT_LIMITS;
    const value = await source.limits(tenant).then(
      (found) => found ?? DEFAULT_TENANT_LIMITS,
      () => before,
    );
    remembered.set(tenant, { value, until: clock.monotonic() + FRESH_FOR });
    asked.delete(tenant);
    return value;
  }

  return (tenant) => {
    const known = remembered.get(tenant);
    if (known !== undefined && clock.monotonic() < known.until) return known.value;
    const running = asked.get(tenant) ?? ask(tenant);
    asked.set(tenant, running);
    return running;
  };
}
