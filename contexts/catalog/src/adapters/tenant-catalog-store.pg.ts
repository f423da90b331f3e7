import { queries, type Tx } from '@quotewright/platform/postgres';
import type { Updateable } from 'kysely';
import type { TenantCatalog, TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import type { Tables } from './tables.ts';

const TABLE = 'catalog.tenant_catalog';

const rowOf = (tx: Tx) =>
  queries<Tables>(tx).selectFrom(TABLE).selectAll().where('tenant_id', '=', tx.tenant);

const change = (tx: Tx, values: Updateable<Tables[typeof TABLE]>) =>
  queries<Tables>(tx).updateTable(TABLE).set(values).where('tenant_id', '=', tx.tenant);

export const pgTenantCatalogStore: TenantCatalogStore = {
  async read(tx) {
    const row = await rowOf(tx).executeTakeFirst();
    return row === undefined ? { draftRevision: 0, lastVersion: 0 } : catalogOf(row);
  },

  async lock(tx) {
    await queries<Tables>(tx)
      .insertInto(TABLE)
      .values({ tenant_id: tx.tenant })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return catalogOf(await rowOf(tx).forUpdate().executeTakeFirstOrThrow());
  },

  async saveDraftRevision(tx, revision) {
    await change(tx, { draft_revision: revision }).execute();
  },

  async saveLastVersion(tx, version) {
    await change(tx, { last_version: version }).execute();
  },

  async advance(tx, version) {
    const moved = await change(tx, { active_version: version })
      .where(({ or, eb }) => or([eb('active_version', 'is', null), eb('active_version', '<', version)]))
      .executeTakeFirst();
    return moved.numUpdatedRows === 1n;
  },
};

function catalogOf(row: {
  draft_revision: number;
  last_version: number;
  active_version: number | null;
}): TenantCatalog {
  return {
    draftRevision: row.draft_revision,
    lastVersion: row.last_version,
    ...(row.active_version === null ? {} : { activeVersion: row.active_version }),
  };
}
