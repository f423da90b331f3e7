import { queries } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { type ItemVersion, itemChange } from '../domain/item-changes.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import type { Tables } from './tables.ts';

interface HistoryRow {
  readonly version: number;
  readonly finished_at: Date;
  readonly started_by: string;
  readonly before_hash: string | null;
  readonly after_hash: string | null;
}

export const pgOfferingHistory: OfferingHistory = {
  // One row for each published version of the tenant, over version_item_by_id and the primary key of catalog_version. The
  // page is cut after the window: each version is compared with the published one before, also the first of a page.
  async changes(tx, offeringId, { limit, before }) {
    const below = before === undefined ? sql`` : sql`and v.version < ${before}`;
    const { rows } = await sql<HistoryRow>`
      select version, finished_at, started_by, before_hash, after_hash
      from (
        select v.version, v.finished_at, v.started_by, i.content_hash as after_hash,
          lag(i.content_hash) over (order by v.version) as before_hash
        from catalog.catalog_version v
        left join catalog.version_item i
          on i.tenant_id = v.tenant_id and i.section = ${OFFERINGS.section} and i.id = ${offeringId}
            and i.version = v.version
        where v.tenant_id = ${tx.tenant} and v.state = 'published' ${below}
      ) compared
      where after_hash is distinct from before_hash
      order by version desc
      limit ${limit}`.execute(queries<Tables>(tx));
    return rows.flatMap((row): ItemVersion[] => {
      const change = itemChange(offeringId, row.before_hash ?? undefined, row.after_hash ?? undefined);
      if (change === undefined) return [];
      const published = { publishedAt: row.finished_at.getTime(), publishedBy: row.started_by };
      return [{ ...change, version: row.version, ...published }];
    });
  },

  // By the primary key.
  async lifecycles(tx, version) {
    const rows = await queries<Tables>(tx)
      .selectFrom('catalog.version_offering')
      .select(['id', 'lifecycle'])
      .where('tenant_id', '=', tx.tenant)
      .where('version', '=', version)
      .execute();
    return new Map(rows.map(({ id, lifecycle }) => [id, lifecycle]));
  },
};
