import { type Caches, invalidateForCertain } from '@quotewright/platform/cache';
import type { IdempotentConsumer } from '@quotewright/platform/messaging';
import type { KeysOfChange } from './tenancy-keys.ts';

/** Drops what a committed change has made wrong, wherever the change was made. */
export const tenancyCachesConsumer = (
  caches: Pick<Caches, 'invalidate'>,
  keysOf: KeysOfChange,
): IdempotentConsumer => ({
  name: 'tenancy-caches',
  events: ['AuthorizationPolicyChanged', 'TenantStateChanged', 'TenantConfigChanged', 'UserChanged'],
  async apply(events) {
    const keys = events.flatMap(({ tenant, aggregate }) => keysOf(tenant, aggregate));
    await invalidateForCertain(caches, [...new Map(keys.map((key) => [key.data, key])).values()]);
  },
});
