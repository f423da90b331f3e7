import { sha256 } from '@quotewright/kernel';
import { queries } from '@quotewright/platform/postgres';
import type { ImportStore } from '../ports/import-store.ts';
import type { Tables } from './tables.ts';

const TABLE = 'catalog.catalog_import';

export const pgImportStore: ImportStore = {
  async create(tx, id, document, by) {
    await queries<Tables>(tx)
      .insertInto(TABLE)
      .values({
        tenant_id: tx.tenant,
        import_id: id,
        state: 'waiting',
        document: document.bytes,
        document_hash: sha256(document.bytes),
        media_type: document.media,
        format: document.format,
        created_at: new Date(tx.now),
        created_by: by,
      })
      .execute();
  },

  async find(tx, id) {
    const row = await queries<Tables>(tx)
      .selectFrom(TABLE)
      .select(['state', 'document', 'media_type', 'format', 'report'])
      .where('tenant_id', '=', tx.tenant)
      .where('import_id', '=', id)
      .executeTakeFirst();
    return (
      row && {
        state: row.state,
        ...(row.document && {
          document: { bytes: row.document, media: row.media_type, format: row.format },
        }),
        ...(row.report && { report: row.report }),
      }
    );
  },

  async end(tx, id, report) {
    await queries<Tables>(tx)
      .updateTable(TABLE)
      .set({
        state: report === undefined ? 'failed' : 'imported',
        document: null,
        finished_at: new Date(tx.now),
        ...(report && { report: JSON.stringify(report) }),
      })
      .where('tenant_id', '=', tx.tenant)
      .where('import_id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  },
};
