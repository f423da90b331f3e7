import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import type { DocumentKind } from '../domain/tenant-document.ts';
import type { Tables } from './tables.ts';

export interface CopiedDocument {
  readonly version: number;
  /** Null where the row of a version is gone. */
  readonly document: unknown;
  /** As it was published. */
  readonly contentHash: string | null;
}

/** Contents in the order of versions, above `after`; by primary key. All that were published: their numbers have no gaps. */
export async function documentVersions(
  tx: Tx,
  kind: DocumentKind,
  after: number,
  limit: number,
): Promise<readonly CopiedDocument[]> {
  const { rows } = await sql<CopiedDocument>`
    select number.version, held.document, held.content_hash as "contentHash"
    from tenancy.tenant_document as published
    cross join generate_series(${after}::integer + 1, published.active_version) as number (version)
    left join tenancy.tenant_document_version as held
      on held.tenant_id = published.tenant_id and held.kind = published.kind and held.version = number.version
    where published.tenant_id = ${tx.tenant} and published.kind = ${kind}
    order by number.version
    limit ${limit}
  `.execute(queries<Tables>(tx));
  return rows;
}

export async function activeDocumentVersion(tx: Tx, kind: DocumentKind): Promise<number | undefined> {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant_document')
    .select('active_version')
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.active_version;
}

/** Who is in the directory, in the order of subjects. */
export const listedUsers = (tx: Tx, after: string, limit: number) =>
  queries<Tables>(tx)
    .selectFrom('tenancy.app_user')
    .select(['subject', 'state'])
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '>', after)
    .orderBy('subject')
    .limit(limit)
    .execute();
