import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { fail } from '../domain/errors.ts';
import type { ArtefactStore, CompiledItem } from '../ports/artefact-store.ts';
import type { Tables } from './tables.ts';

/** By the primary keys of version_item and artefact. */
const compiledOf = (tx: Tx, version: number, section: string) =>
  queries<Tables>(tx)
    .selectFrom('catalog.version_item as item')
    .innerJoin('catalog.artefact as artefact', (join) =>
      join
        .onRef('artefact.tenant_id', '=', 'item.tenant_id')
        .onRef('artefact.content_hash', '=', 'item.content_hash'),
    )
    .where('item.tenant_id', '=', tx.tenant)
    .where('item.version', '=', version)
    .where('item.section', '=', section)
    .select(['item.id', 'item.content_hash as contentHash', 'artefact.bytes']);

const itemsOf = (tx: Tx, version: number) =>
  queries<Tables>(tx)
    .selectFrom('catalog.version_item')
    .where('tenant_id', '=', tx.tenant)
    .where('version', '=', version);

/** A command relies on bytes only under the hash that was recorded when they were published: rows can be edited by hand. */
function asRecorded(tx: Tx, item: CompiledItem): CompiledItem {
  if (tx.access === 'write' && sha256(item.bytes) !== item.contentHash) {
    throw fail('ARTEFACT_DAMAGED', `"${item.id}" is not what was published`);
  }
  return item;
}

export const pgArtefactStore: ArtefactStore = {
  async store(tx, version, section, items) {
    if (items.length === 0) return;
    const missing = await withoutStored(tx, items);
    if (missing.length > 0) {
      await sql`
        insert into catalog.artefact (tenant_id, content_hash, bytes)
        select ${tx.tenant}, content_hash, bytes
        from unnest(${missing.map((item) => item.contentHash)}::text[], ${missing.map((item) => item.bytes)}::bytea[])
          as new (content_hash, bytes)
        on conflict do nothing`.execute(queries<Tables>(tx));
    }
    await sql`
      insert into catalog.version_item (tenant_id, version, section, id, content_hash)
      select ${tx.tenant}, ${version}::integer, ${section}, id, content_hash
      from unnest(${items.map((item) => item.id)}::text[], ${items.map((item) => item.contentHash)}::text[])
        as new (id, content_hash)
      on conflict do nothing`.execute(queries<Tables>(tx));
  },

  async find(tx, version, section, id) {
    const found = await compiledOf(tx, version, section).where('item.id', '=', id).executeTakeFirst();
    return found && asRecorded(tx, found);
  },

  async findHash(tx, version, section, id) {
    const row = await itemsOf(tx, version)
      .select('content_hash')
      .where('section', '=', section)
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.content_hash;
  },

  async findMany(tx, version, section, ids) {
    const found = await compiledOf(tx, version, section)
      .where(sql<boolean>`item.id = any(${ids}::text[])`)
      .execute();
    return found.map((item) => asRecorded(tx, item));
  },

  list: (tx, version, section) => compiledOf(tx, version, section).orderBy('item.id').execute(),

  async hashes(tx, version, section) {
    const rows = await itemsOf(tx, version)
      .select(['id', 'content_hash'])
      .where('section', '=', section)
      .execute();
    return new Map(rows.map((row) => [row.id, row.content_hash]));
  },

  async hashesBySection(tx, version) {
    const rows = await itemsOf(tx, version).select(['section', 'id', 'content_hash']).execute();
    const sections = Map.groupBy(rows, (row) => row.section);
    return new Map(
      [...sections].map(([section, items]) => [
        section,
        new Map(items.map((item) => [item.id, item.content_hash])),
      ]),
    );
  },
};

/** An artefact that a version before has already is not sent again. */
async function withoutStored(tx: Tx, items: readonly CompiledItem[]): Promise<readonly CompiledItem[]> {
  const hashes = items.map((item) => item.contentHash);
  const rows = await queries<Tables>(tx)
    .selectFrom('catalog.artefact')
    .select('content_hash')
    .where('tenant_id', '=', tx.tenant)
    .where(sql<boolean>`content_hash = any(${hashes}::text[])`)
    .execute();
  const stored = new Set(rows.map((row) => row.content_hash));
  return items.filter((item) => !stored.has(item.contentHash));
}
