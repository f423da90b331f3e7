import { type Database, queries, type Tx } from '@quotewright/platform/postgres';
import type { Grounds } from '../domain/decision.ts';
import { documentBody } from '../domain/tenant-document.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import { reportsTo } from './reports.pg.ts';
import type { Tables } from './tables.ts';

/** Everything a decision rests on in one round trip: four primary-key look-ups. */
export async function groundsOf(tx: Tx, subject: string): Promise<Grounds | undefined> {
  const row = await queries<Tables>(tx)
    .selectFrom('tenancy.tenant as t')
    .innerJoin('tenancy.tenant_document as pointer', (join) =>
      join.onRef('pointer.tenant_id', '=', 't.tenant_id').on('pointer.kind', '=', 'authorizationPolicy'),
    )
    .innerJoin('tenancy.tenant_document_version as held', (join) =>
      join
        .onRef('held.tenant_id', '=', 'pointer.tenant_id')
        .onRef('held.kind', '=', 'pointer.kind')
        .onRef('held.version', '=', 'pointer.active_version'),
    )
    .leftJoin('tenancy.app_user as u', (join) =>
      join.onRef('u.tenant_id', '=', 't.tenant_id').on('u.subject', '=', subject),
    )
    .select(['t.state as tenantState', 'u.state as userState', 'held.document as policy'])
    .where('t.tenant_id', '=', tx.tenant)
    .executeTakeFirst();
  return (
    row && {
      tenantState: row.tenantState,
      policy: documentBody('authorizationPolicy', row.policy),
      ...(row.userState !== null && { userState: row.userState }),
    }
  );
}

export function pgPolicySource(database: Pick<Database, 'withTenant'>): PolicySource {
  const currentGrounds: PolicySource['currentGrounds'] = (tenant, subject) =>
    database.withTenant(tenant, 'read', (tx) => groundsOf(tx, subject));
  const currentReportsOf: PolicySource['currentReportsOf'] = (tenant, subject) =>
    database.withTenant(tenant, 'read', (tx) => reportsTo(tx, subject));
  return { grounds: currentGrounds, currentGrounds, reportsOf: currentReportsOf, currentReportsOf };
}
