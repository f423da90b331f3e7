import { queries, type Tx } from '@quotewright/platform/postgres';
import { type Selectable, sql } from 'kysely';
import { type DocumentKind, documentBody, type TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { Tables } from './tables.ts';

type Row = Selectable<Tables['tenancy.tenant_document_version']>;

function documentOf<Kind extends DocumentKind>(kind: Kind, row: Row | undefined) {
  if (row === undefined) return undefined;
  const document: TenantDocument<Kind> = {
    kind,
    version: row.version,
    body: documentBody(kind, row.document),
    contentHash: row.content_hash,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
  return document;
}

async function version<Kind extends DocumentKind>(tx: Tx, kind: Kind, wanted: number) {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant_document_version')
    .selectAll()
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('version', '=', wanted)
    .executeTakeFirst();
  return documentOf(kind, row);
}

export const pgTenantDocumentStore: TenantDocumentStore = {
  async active(tx, kind) {
    const row = await queries<Tables>(tx)
      .selectFrom('tenancy.tenant_document as pointer')
      .innerJoin('tenancy.tenant_document_version as held', (join) =>
        join
          .onRef('held.tenant_id', '=', 'pointer.tenant_id')
          .onRef('held.kind', '=', 'pointer.kind')
          .onRef('held.version', '=', 'pointer.active_version'),
      )
      .selectAll('held')
      .where('pointer.tenant_id', '=', tx.tenant)
      .where('pointer.kind', '=', kind)
      .executeTakeFirst();
    return documentOf(kind, row);
  },

  async lockActive(tx, kind) {
    // Not one join FOR UPDATE: after waiting for another writer, PostgreSQL would match the moved pointer with
    // the version row it had before, and find nothing.
    const pointer = await queries<Tables>(tx)
      .selectFrom('tenancy.tenant_document')
      .select('active_version')
      .where('tenant_id', '=', tx.tenant)
      .where('kind', '=', kind)
      .forUpdate()
      .executeTakeFirst();
    return pointer && version(tx, kind, pointer.active_version);
  },

  version,

  async append(tx, { kind, version: next, body, contentHash, createdBy, createdAt }) {
    await queries<Tables>(tx)
      .insertInto('tenancy.tenant_document_version')
      .values({
        tenant_id: tx.tenant,
        kind,
        version: next,
        document: JSON.stringify(body),
        content_hash: contentHash,
        created_by: createdBy,
        created_at: new Date(createdAt),
      })
      .execute();
    await queries<Tables>(tx)
      .insertInto('tenancy.tenant_document')
      .values({ tenant_id: tx.tenant, kind, active_version: next })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'kind'])
          .doUpdateSet({ active_version: sql<number>`excluded.active_version` }),
      )
      .execute();
  },
};
