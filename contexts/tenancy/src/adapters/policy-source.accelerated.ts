import type { TenantId } from '@quotewright/kernel';
import type { AcceleratedReads, Caches } from '@quotewright/platform/cache';
import type { Database, Tx } from '@quotewright/platform/postgres';
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

export interface AcceleratedPolicySourceDeps {
  readonly database: Pick<Database, 'withTenant'>;
  readonly caches: Pick<Caches, 'cache'>;
  readonly reads: AcceleratedReads;
}

/**
 * The grounds put together from copies: whether the tenant works and by which policy (seconds), that policy (for ever, by its
 * version), whether the subject is suspended (seconds). With all three in memory not even a transaction is opened.
 */
export function acceleratedPolicySource({
  database,
  caches,
  reads,
}: AcceleratedPolicySourceDeps): PolicySource {
  const standings = caches.cache(standingCategory);
  const policies = caches.cache(policyCategory);
  const listings = caches.cache(listingCategory);

  function remembered(tenant: TenantId, subject: string): Grounds | undefined {
    const standing = standings.peek(standings.key(tenant, {}));
    if (standing === undefined) return undefined;
    const policy = policies.peek(policies.key(tenant, { version: standing.policyVersion }));
    const listing = policy && listings.peek(listings.key(tenant, { subject }));
    return policy && listing && put(standing, policy, listing);
  }

  const standingRead = reads.of(standingCategory);
  const policyRead = reads.of(policyCategory);
  const listingRead = reads.of(listingCategory);

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

  const { currentGrounds, reportsOf } = pgPolicySource(database);
  return {
    currentGrounds,
    reportsOf,
    grounds: async (tenant, subject) =>
      remembered(tenant, subject) ?? database.withTenant(tenant, 'read', (tx) => read(tx, subject)),
  };
}

function put({ state: tenantState }: Standing, policy: AuthorizationPolicy, { state }: Listing): Grounds {
  return state === 'unlisted' ? { tenantState, policy } : { tenantState, policy, userState: state };
}
