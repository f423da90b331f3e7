import type { GenerationRow, GenerationSource } from '@quotewright/acceleration';
import type { Database } from '../postgres/database.ts';
import { queries } from '../postgres/queries.ts';
import { ALL, type GenerationTables } from './generation-table.ts';

/** The columns that say what is purged; the rest is for people. */
export interface GenerationColumns {
  readonly tenant_id: string;
  readonly category: string;
  readonly version: string;
  readonly generation: number;
  readonly quarantined: boolean;
}

/** The purges of all tenants, for the nodes that must obey them. */
export function cacheGenerations(database: Database): GenerationSource {
  return {
    async read() {
      // One statement, one snapshot: numbers follow the order of commits, so that it has every purge up to its highest.
      const found = await database.withSystem((tx) =>
        queries<GenerationTables>(tx)
          .selectFrom('platform.cache_generation')
          .select(['tenant_id', 'category', 'version', 'generation', 'quarantined'])
          .orderBy('generation')
          .execute(),
      );
      return { watermark: found.at(-1)?.generation ?? 0, rows: found.map(generationRow) };
    },
  };
}

export function generationRow(columns: GenerationColumns): GenerationRow {
  return {
    scope: {
      category: columns.category,
      ...(columns.tenant_id === ALL ? {} : { tenant: columns.tenant_id }),
      ...(columns.version === ALL ? {} : { version: columns.version }),
    },
    generation: columns.generation,
    quarantined: columns.quarantined,
  };
}
