import { contentHash } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import { QUOTAS } from '@quotewright/platform/limits';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { RateLimits } from '../domain/rate-limits.schema.ts';
import { rateLimitsProblems } from '../domain/rate-limits.ts';
import type { TenantDocument } from '../domain/tenant-document.ts';
import { expectVersion } from '../domain/version-check.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import { recordDocument } from './record-document.ts';

export interface ReplaceRateLimits {
  readonly limits: RateLimits;
  readonly expectedVersion: string | undefined;
}

export interface ReplaceRateLimitsDeps {
  readonly documents: TenantDocumentStore;
  /** How many times the quotas of the release a tenant may give itself. */
  readonly quotaCeiling: number;
}

/** As `replaceDocument`, from nothing as well: that is version 0. Throws `RATE_LIMITS_INVALID`. */
export const replaceRateLimits = (deps: ReplaceRateLimitsDeps) => {
  const record = recordDocument(deps);
  return async (
    tx: Tx,
    actor: Principal,
    { limits, expectedVersion }: ReplaceRateLimits,
  ): Promise<TenantDocument<'rateLimits'>> => {
    const errors = rateLimitsProblems(limits, QUOTAS, deps.quotaCeiling);
    if (errors.length > 0) throw fail('RATE_LIMITS_INVALID', 'nothing was changed', { errors });
    // A document that does not exist yet cannot be locked; the configuration always exists, and two first versions meet there.
    const tenant = await deps.documents.lockActive(tx, 'tenantConfig');
    if (tenant === undefined) throw fail('TENANT_UNKNOWN', `there is no tenant "${tx.tenant}"`);
    const active = await deps.documents.active(tx, 'rateLimits');
    expectVersion(active?.version ?? 0, expectedVersion);
    if (active !== undefined && contentHash(limits) === active.contentHash) return active;
    return record(tx, actor, { kind: 'rateLimits', body: limits, version: (active?.version ?? 0) + 1 });
  };
};
