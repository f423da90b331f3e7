import type { TenantLimitsSource } from '@quotewright/platform/limits';
import type { Database } from '@quotewright/platform/postgres';
import { inReleaseTerms } from '../domain/rate-limits.ts';
import type { BreakGlassStore } from '../ports/break-glass-store.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';

interface TenantLimitsDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly documents: TenantDocumentStore;
  readonly glasses: BreakGlassStore;
}

/** Asked by the server, which remembers the limits for some seconds. Opens its own transactions. */
export const tenantLimits = ({ database, documents, glasses }: TenantLimitsDeps): TenantLimitsSource => ({
  limits: (tenant) =>
    database.withTenant(tenant, 'read', async (tx) => {
      const document = await documents.active(tx, 'rateLimits');
      return document && inReleaseTerms(document.body);
    }),
  isGlassBroken: (tenant, subject) =>
    database.withTenant(tenant, 'read', (tx) => glasses.isBroken(tx, subject)),
});
