import {
  type Acceleration,
  createAcceleration,
  createRegistry,
  namespaceOf,
} from '@quotewright/acceleration';
import { redisStores } from '@quotewright/acceleration/redis';
import { contentHash, type TenantId, tenantId } from '@quotewright/kernel';
import { type IdempotentRequest, idempotencyModule } from '@quotewright/platform/idempotency';
import type { Database } from '@quotewright/platform/postgres';
import type { Attempt } from './storm-messages.ts';

const acme: TenantId = tenantId('acme');

/** The pointers of the storm's installation, as a process of it has them. */
export async function openStormLayer(
  database: Database,
  redisUrl: string,
): Promise<{ readonly layer: Acceleration; stop(): Promise<void> }> {
  const namespace = namespaceOf({ env: 'proof', installationId: 'storm', truthEpoch: 1 });
  const stores = redisStores({ cache: { mode: 'standalone', url: redisUrl }, namespace, onError: () => {} });
  const layer = createAcceleration({
    namespace,
    registry: createRegistry(idempotencyModule({ database }).caches.map(({ category }) => category)),
    stores,
  });
  await layer.ready();
  return {
    layer,
    async stop() {
      await layer.close();
      await stores.close();
    },
  };
}

export const requestOf = ({ key, payload }: Attempt): IdempotentRequest => ({
  tenant: acme,
  principal: 'user-1',
  operation: 'convertQuote',
  key,
  requestHash: contentHash({ payload }),
});
