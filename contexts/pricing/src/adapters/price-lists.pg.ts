import { decodeCursor, encodeCursor, type PageRequest } from '@quotewright/platform/http';
import { queries, type Tx } from '@quotewright/platform/postgres';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { Tables } from './tables.ts';

const LIST = 'pricing.price_list';
const DRAFT = 'pricing.price_list_draft';

function selectLists(tx: Tx) {
  return queries<Tables>(tx)
    .selectFrom(`${LIST} as list`)
    .leftJoin(`${DRAFT} as draft`, (join) =>
      join.onRef('draft.tenant_id', '=', 'list.tenant_id').onRef('draft.price_list_id', '=', 'list.id'),
    )
    .where('list.tenant_id', '=', tx.tenant)
    .select([
      'list.id',
      'list.name',
      'list.currency',
      'list.last_version',
      'list.active_version',
      'list.row_version',
      'list.updated_at',
      'draft.import_id',
      'draft.content_hash',
      'draft.price_count',
      'draft.imported_at',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectLists>['executeTakeFirstOrThrow']>>;

function recordOf(row: Row): PriceListRecord {
  const { import_id, content_hash, price_count, imported_at } = row;
  const hasDraft =
    import_id !== null && content_hash !== null && price_count !== null && imported_at !== null;
  return {
    id: row.id,
    name: row.name,
    currency: row.currency,
    lastVersion: row.last_version,
    ...(row.active_version === null ? {} : { activeVersion: row.active_version }),
    ...(hasDraft
      ? {
          draft: {
            importId: import_id,
            contentHash: content_hash,
            priceCount: price_count,
            importedAt: imported_at,
          },
        }
      : {}),
    rowVersion: row.row_version,
    updatedAt: row.updated_at,
  };
}

async function find(tx: Tx, id: string): Promise<PriceListRecord | undefined> {
  const row = await selectLists(tx).where('list.id', '=', id).executeTakeFirst();
  return row && recordOf(row);
}

function list(tx: Tx, id: string) {
  return queries<Tables>(tx).updateTable(LIST).where('tenant_id', '=', tx.tenant).where('id', '=', id);
}

export const pgPriceLists: PriceLists = {
  find,

  async lock(tx, id) {
    const row = await selectLists(tx).where('list.id', '=', id).forUpdate('list').executeTakeFirst();
    return row && recordOf(row);
  },

  async page(tx, { limit, cursor }: PageRequest) {
    let query = selectLists(tx)
      .orderBy('list.id')
      .limit(limit + 1);
    if (cursor !== undefined)
      query = query.where('list.id', '>', decodeCursor(cursor, ['text'])[0] as string);
    const rows = await query.execute();
    const items = rows.slice(0, limit).map(recordOf);
    const last = items.at(-1);
    return rows.length > limit && last !== undefined
      ? { items, nextCursor: encodeCursor([last.id]) }
      : { items };
  },

  async findActive(tx, currency) {
    // Index: unique (tenant_id, currency).
    const row = await queries<Tables>(tx)
      .selectFrom(LIST)
      .select(['id', 'active_version'])
      .where('tenant_id', '=', tx.tenant)
      .where('currency', '=', currency)
      .executeTakeFirst();
    return row === undefined || row.active_version === null
      ? undefined
      : { id: row.id, version: row.active_version };
  },

  async create(tx, { id, name, currency }) {
    const now = new Date(tx.now);
    const inserted = await queries<Tables>(tx)
      .insertInto(LIST)
      .values({
        tenant_id: tx.tenant,
        id,
        name,
        currency,
        active_version: null,
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted !== undefined;
  },

  async findDraft(tx, id) {
    const row = await queries<Tables>(tx)
      .selectFrom(DRAFT)
      .select(['document', 'content_hash', 'price_count'])
      .where('tenant_id', '=', tx.tenant)
      .where('price_list_id', '=', id)
      .executeTakeFirst();
    return row && { document: row.document, contentHash: row.content_hash, priceCount: row.price_count };
  },

  async replaceDraft(tx, id, importId, { document, contentHash, priceCount }) {
    const now = new Date(tx.now);
    const draft = {
      import_id: importId,
      document,
      content_hash: contentHash,
      price_count: priceCount,
      imported_at: now,
    };
    await queries<Tables>(tx)
      .insertInto(DRAFT)
      .values({ tenant_id: tx.tenant, price_list_id: id, ...draft })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'price_list_id']).doUpdateSet(draft))
      .execute();
    await list(tx, id)
      .set((row) => ({ row_version: row('row_version', '+', 1), updated_at: now }))
      .execute();
  },

  async takeVersion(tx, id) {
    const { last_version } = await list(tx, id)
      .set((row) => ({ last_version: row('last_version', '+', 1) }))
      .returning('last_version')
      .executeTakeFirstOrThrow();
    return last_version;
  },

  async activate(tx, id, version, name) {
    const updated = await list(tx, id)
      .where((row) => row.or([row('active_version', 'is', null), row('active_version', '<', version)]))
      .set((row) => ({
        active_version: version,
        name,
        row_version: row('row_version', '+', 1),
        updated_at: new Date(tx.now),
      }))
      .returning('id')
      .executeTakeFirst();
    return updated !== undefined;
  },
};
