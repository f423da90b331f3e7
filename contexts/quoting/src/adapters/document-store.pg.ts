import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { DOCUMENT_RENDERER, documentFormats } from '../domain/document/document-file.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RevisionKey } from '../ports/revision-store.ts';
import type { Tables } from './tables.ts';

/** By primary key, or its first columns. */
const select = (tx: Tx, { id, revision }: RevisionKey) =>
  queries<Tables>(tx)
    .selectFrom('quoting.quote_document')
    .where('tenant_id', '=', tx.tenant)
    .where('quote_id', '=', id)
    .where('revision', '=', revision);

export const pgDocumentStore: DocumentStore = {
  async append(tx, { id, revision }, files) {
    const rows = documentFormats.map((format) => ({
      tenant_id: tx.tenant,
      quote_id: id,
      revision,
      format,
      presented_at: new Date(tx.now),
      renderer: DOCUMENT_RENDERER,
      content_hash: files[format].hash,
      content: Buffer.from(files[format].bytes),
    }));
    await queries<Tables>(tx).insertInto('quoting.quote_document').values(rows).execute();
  },

  async find(tx, key, format) {
    const row = await select(tx, key)
      .select(['content', 'content_hash'])
      .where('format', '=', format)
      .executeTakeFirst();
    return row && { bytes: row.content, hash: row.content_hash };
  },

  async hashes(tx, key) {
    const rows = await select(tx, key)
      .select(['format', 'content_hash', sql<string>`encode(sha256(content), 'hex')`.as('actual_hash')])
      .execute();
    const { html, pdf } = Object.fromEntries(rows.map((row) => [row.format, row]));
    if (html === undefined || pdf === undefined) return undefined;
    const intact = rows.every((row) => row.actual_hash === row.content_hash);
    return { html: html.content_hash, pdf: pdf.content_hash, intact };
  },
};
