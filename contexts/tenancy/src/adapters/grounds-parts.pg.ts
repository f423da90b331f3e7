import { queries, type Tx } from '@quotewright/platform/postgres';
import { documentBody } from '../domain/tenant-document.ts';
import type { Listing, Standing } from './authorization-categories.ts';
import type { Tables } from './tables.ts';

/* What authorization rests on, in the parts that are copied each for itself. */

export async function standingOf(tx: Tx): Promise<Standing | undefined> {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant as t')
    .innerJoin('tenancy.tenant_document as pointer', (join) =>
      join.onRef('pointer.tenant_id', '=', 't.tenant_id').on('pointer.kind', '=', 'authorizationPolicy'),
    )
    .select(['t.state', 'pointer.active_version'])
    .where('t.tenant_id', '=', tx.tenant)
    .executeTakeFirst();
  return row && { state: row.state, policyVersion: row.active_version };
}

export async function policyOf(tx: Tx, version: number) {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant_document_version')
    .select('document')
    .where('tenant_id', '=', tx.tenant)
    .where('kind', '=', 'authorizationPolicy')
    .where('version', '=', version)
    .executeTakeFirst();
  return row && documentBody('authorizationPolicy', row.document);
}

export async function listingOf(tx: Tx, subject: string): Promise<Listing> {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.app_user')
    .select('state')
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return { state: row?.state ?? 'unlisted' };
}
