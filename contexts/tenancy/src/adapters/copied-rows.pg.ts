import { queries, type Tx } from '@quotewright/platform/postgres';
import { type DocumentBody, type DocumentKind, documentBody } from '../domain/tenant-document.ts';
import type { Tables } from './tables.ts';

/** Contents in the order of versions, above `after`; by primary key. */
export async function documentVersions<Kind extends DocumentKind>(
  tx: Tx,
  kind: Kind,
  after: number,
  limit: number,
): Promise<readonly { readonly version: number; readonly body: DocumentBody<Kind> }[]> {
  const rows = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant_document_version')
    .select(['version', 'document'])
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', kind)
    .where('version', '>', after)
    .orderBy('version')
    .limit(limit)
    .execute();
  return rows.map(({ version, document }) => ({ version, body: documentBody(kind, document) }));
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
