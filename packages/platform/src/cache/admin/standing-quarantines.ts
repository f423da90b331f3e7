import type { TenantId } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import { queries } from '../../postgres/queries.ts';
import { ALL, type GenerationTables } from '../generation-table.ts';

/** A quarantine that concerns a tenant: its own, or one of all tenants. */
export interface StandingQuarantine {
  readonly category: string;
  readonly version: string | null;
  readonly ofAllTenants: boolean;
}

/**
 * Those of one category, or of all where none is named. Those of all tenants are visible to no tenant's transaction, hence the system's.
 * `now` is when they were read.
 */
export function standingQuarantines(
  database: Pick<Database, 'withSystem'>,
  tenant: TenantId,
  category?: string,
): Promise<{ readonly now: number; readonly quarantines: readonly StandingQuarantine[] }> {
  return database.withSystem(async (tx) => {
    const rows = await queries<GenerationTables>(tx)
      .selectFrom('platform.cache_generation')
      .select(['tenant_id', 'category', 'version'])
      .where('tenant_id', 'in', [tenant, ALL])
      .where('quarantined', '=', true)
      .$if(category !== undefined, (query) => query.where('category', '=', category!))
      .orderBy('category')
      .orderBy('version')
      .limit(1_000)
      .execute();
    return {
      now: tx.now,
      quarantines: rows.map((row) => ({
        category: row.category,
        version: row.version === ALL ? null : row.version,
        ofAllTenants: row.tenant_id === ALL,
      })),
    };
  });
}
