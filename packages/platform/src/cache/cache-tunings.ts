import type { TuningSource } from '@quotewright/acceleration';
import type { Database } from '../postgres/database.ts';
import { queries } from '../postgres/queries.ts';
import type { TuningTables } from './tuning-table.ts';

/** The tunings of all tenants that are in force, for the nodes that go by them. */
export function cacheTunings(database: Pick<Database, 'withSystem'>): TuningSource {
  return {
    async read() {
      const rows = await database.withSystem((tx) =>
        queries<TuningTables>(tx)
          .selectFrom('platform.cache_tuning')
          .select(['tenant_id', 'category', 'fresh_seconds', 'jitter', 'shadow_rate', 'until'])
          .where('until', '>', new Date(tx.now))
          .execute(),
      );
      return rows.flatMap(({ tenant_id: tenant, category, fresh_seconds, jitter, shadow_rate, until }) =>
        until === null
          ? []
          : [
              {
                category,
                tenant,
                until: until.getTime(),
                ...(fresh_seconds !== null && { fresh: fresh_seconds * 1_000 }),
                ...(jitter !== null && { jitter }),
                ...(shadow_rate !== null && { shadowRate: shadow_rate }),
              },
            ],
      );
    },
  };
}
