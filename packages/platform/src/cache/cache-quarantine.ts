import type { GenerationRow, PurgeScope } from '@quotewright/acceleration';
import { type TenantId, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '../auth/principal.ts';
import type { Database } from '../postgres/database.ts';
import type { Caches } from './caches.ts';
import { ALL } from './generation-table.ts';
import { type CacheOrder, quarantineCache } from './purge-cache.ts';

/** Takes a category of one tenant out of use: from now on its readers are served by the truth, until an operator releases it. */
export interface CacheQuarantine {
  /**
   * Resolves when it is committed and the nodes were told. Has a transaction of its own: not to be called inside another. Throws
   * `CACHE_SCOPE_INVALID`, and what the database refuses with.
   */
  impose(tenant: TenantId, category: string, reason: string): Promise<void>;
}

type QuarantineDatabase = Pick<Database, 'withTenant' | 'withSystem'>;

export interface CacheQuarantineDeps {
  readonly database: QuarantineDatabase;
  /** Absent: the nodes find it in the table, some seconds later. */
  readonly caches?: Pick<Caches, 'announcePurge'>;
}

/** For whoever verifies what copies say, and found one that is wrong. */
export function cacheQuarantine({ database, caches }: CacheQuarantineDeps): CacheQuarantine {
  return {
    async impose(tenant, category, reason) {
      const row = await recordQuarantine(database, { category, tenant }, reason);
      await caches?.announcePurge(row);
    },
  };
}

/** Writes it and its audit entry down in the name of the verification of copies; telling the nodes is the caller's. */
export function recordQuarantine(
  database: QuarantineDatabase,
  { category, tenant, version }: PurgeScope,
  reason: string,
): Promise<GenerationRow> {
  const order = (actorOf: TenantId): CacheOrder => ({
    category,
    ...(version !== undefined && { version }),
    reason,
    actor: systemPrincipal(actorOf, 'cache-verification'),
  });
  if (tenant === undefined) {
    return database.withSystem((tx) => quarantineCache(tx, order(ALL as TenantId)));
  }
  const owner = tenantId(tenant);
  return database.withTenant(owner, 'write', (tx) => quarantineCache(tx, order(owner)));
}
