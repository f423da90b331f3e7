import { isUuid } from '@quotewright/kernel';
import { type Selectable, sql } from 'kysely';
import { pageById } from '../http/page-by-id.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import { CHUNK_BYTES, type FileStore } from './file-store.ts';
import type { FileTables } from './file-tables.ts';
import type { StoredFile } from './stored-file.ts';

const FILE = 'platform.stored_file';
const CHUNK = 'platform.stored_file_chunk';

/** Those that are not gone yet, whether or not retention has come by. */
const present = (tx: Tx) =>
  queries<FileTables>(tx)
    .selectFrom(FILE)
    .where('tenant_id', '=', tx.tenant)
    .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', new Date(tx.now))]));

async function remove(tx: Tx, ids: readonly string[]): Promise<void> {
  // The chunks go with it.
  await queries<FileTables>(tx)
    .deleteFrom(FILE)
    .where('tenant_id', '=', tx.tenant)
    .where('id', 'in', ids)
    .execute();
}

export const pgFileStore: FileStore = {
  async put(tx, file, content) {
    await queries<FileTables>(tx)
      .insertInto(FILE)
      .values({
        tenant_id: tx.tenant,
        id: file.id,
        owner: file.owner,
        name: file.name ?? null,
        media_type: file.mediaType,
        size_bytes: content.byteLength,
        content_hash: file.contentHash,
        created_at: new Date(file.createdAt),
        expires_at: file.expiresAt === undefined ? null : new Date(file.expiresAt),
      })
      .execute();
    for (let start = 0; start < content.byteLength; start += CHUNK_BYTES) {
      await queries<FileTables>(tx)
        .insertInto(CHUNK)
        .values({
          tenant_id: tx.tenant,
          file_id: file.id,
          place: start / CHUNK_BYTES,
          bytes: Buffer.from(content.subarray(start, start + CHUNK_BYTES)),
        })
        .execute();
    }
  },

  async stat(tx, id) {
    if (!isUuid(id)) return undefined;
    const row = await present(tx).selectAll().where('id', '=', id).executeTakeFirst();
    return row && fileOf(row);
  },

  async *open(tx, id) {
    if (!isUuid(id) || (await present(tx).select('id').where('id', '=', id).executeTakeFirst()) === undefined)
      return;
    for (let place = 0; ; place += 1) {
      const row = await queries<FileTables>(tx)
        .selectFrom(CHUNK)
        .select('bytes')
        .where('tenant_id', '=', tx.tenant)
        .where('file_id', '=', id)
        .where('place', '=', place)
        .executeTakeFirst();
      if (row === undefined) return;
      yield row.bytes;
    }
  },

  list: (tx, owner, page) =>
    pageById(present(tx).selectAll().where('owner', '=', owner), page, 'newest-first', fileOf),

  delete: (tx, id) => (isUuid(id) ? remove(tx, [id]) : Promise.resolve()),

  async usage(tx) {
    const lock = `stored-files/${tx.tenant}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
    const { files, bytes } = await present(tx)
      .select(({ fn }) => [
        fn.countAll<number>().as('files'),
        fn.sum<number | null>('size_bytes').as('bytes'),
      ])
      .executeTakeFirstOrThrow();
    return { files, bytes: bytes ?? 0 };
  },

  async deleteExpired(tx, limit) {
    const gone = await queries<FileTables>(tx)
      .selectFrom(FILE)
      .select('id')
      .where('tenant_id', '=', tx.tenant)
      .where('expires_at', '<=', new Date(tx.now))
      .orderBy('expires_at')
      .limit(limit)
      .execute();
    if (gone.length > 0)
      await remove(
        tx,
        gone.map(({ id }) => id),
      );
    return gone.length;
  },
};

function fileOf(row: Selectable<FileTables[typeof FILE]>): StoredFile {
  return {
    id: row.id,
    owner: row.owner,
    ...(row.name !== null && { name: row.name }),
    mediaType: row.media_type,
    size: row.size_bytes,
    contentHash: row.content_hash,
    createdAt: row.created_at.getTime(),
    ...(row.expires_at !== null && { expiresAt: row.expires_at.getTime() }),
  };
}
