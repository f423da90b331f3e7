import type { TenantId } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { AuthorizationPolicy } from '../domain/authorization-policy.ts';
import type { Grounds } from '../domain/decision.ts';
import type { PolicySource } from '../ports/policy-source.ts';
import {
  type Listing,
  listingCategory,
  policyCategory,
  type Standing,
  standingCategory,
} from './authorization-categories.ts';
import { listingOf, policyOf, standingOf } from './grounds-parts.pg.ts';
import { groundsOf, pgPolicySource } from './policy-source.pg.ts';
import { acceleratedReports, type CopiesDeps } from './reports.accelerated.ts';

/**
 * The grounds put together from copies: whether the tenant works and by which policy (seconds), that policy (for ever, by its
 * version), whether the subject is suspended (seconds). With all three in memory not even a transaction is opened.
 */
export function acceleratedPolicySource({ database, reads }: CopiesDeps): PolicySource {
  const standingRead = reads.of(standingCategory);
  const policyRead = reads.of(policyCategory);
  const listingRead = reads.of(listingCategory);

  function remembered(tenant: TenantId, subject: string): Grounds | undefined {
    const standing = standingRead.remembered(tenant, {});
    if (standing === undefined) return undefined;
    const policy = policyRead.remembered(tenant, { version: standing.policyVersion });
    const listing = policy && listingRead.remembered(tenant, { subject });
    return policy && listing && put(standing, policy, listing);
  }

  async function read(tx: Tx, subject: string): Promise<Grounds | undefined> {
    const standing = await standingRead.get(tx, {}, standingOf);
    if (standing === undefined) return undefined;
    const version = standing.policyVersion;
    const policy = await policyRead.get(tx, { version }, (own) => policyOf(own, version));
    const listing = await listingRead.get(tx, { subject }, (own) => listingOf(own, subject));
    // The version in force is there, and every subject is listed or not: only another life of the database ends here.
    if (policy === undefined || listing === undefined) return groundsOf(tx, subject);
    return put(standing, policy, listing);
  }

  return {
    ...pgPolicySource(database),
    reportsOf: acceleratedReports({ database, reads }),
    grounds: async (tenant, subject) =>
      remembered(tenant, subject) ?? database.withTenant(tenant, 'read', (tx) => read(tx, subject)),
  };
}

function put({ state: tenantState }: Standing, policy: AuthorizationPolicy, { state }: Listing): Grounds {
  return state === 'unlisted' ? { tenantState, policy } : { tenantState, policy, userState: state };
}
