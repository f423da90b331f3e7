import { codePart, defineCategory, jsonCodec, literal, versionPart } from '@quotewright/acceleration';
import { authorizationPolicySchema } from '../domain/authorization-policy.schema.ts';
import type { AuthorizationPolicy } from '../domain/authorization-policy.ts';
import type { TenantState } from '../domain/tenant.ts';
import type { UserState } from '../domain/user.ts';

const second = 1_000;
const hour = 3_600 * second;
const KB = 1_024;

/** What every category of the system answers alike. */
export const authorizationAnswers = {
  system: 'authz',
  owner: 'the tenancy context',
  tenantScope: 'tenant',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  overCap: 'do-not-store',
  sensitivity: 'none',
  protection: 'sealed',
  canAffectBusinessState:
    'no, because only reads are authorized by it: whoever changes something is authorized by PostgreSQL alone',
  runbook: 'invalidation-lag',
  // Every request waits here: rather one look-up by primary key too many than a wait for another node's.
  loading: { lockWait: 250 },
} as const;

/** Whether the tenant works, and which policy it goes by: read together, so that they belong together. */
export interface Standing {
  readonly state: TenantState;
  readonly policyVersion: number;
}

const states: ReadonlySet<unknown> = new Set<TenantState>(['active', 'suspended']);

export const standingCategory = defineCategory({
  ...authorizationAnswers,
  name: 'authz.standing',
  service: 'tenant',
  purpose: 'Whether a tenant works, and which version of its authorization policy is in force.',
  kind: 'authorization',
  truth: 'tenancy.tenant and tenancy.tenant_document, by their primary keys',
  version: { none: 'because it tells the version' },
  key: [literal('standing')],
  ttl: { fresh: 5 * second, max: 5 * second },
  invalidation: { events: ['AuthorizationPolicyChanged', 'TenantStateChanged'] },
  codec: jsonCodec<Standing>((value) => {
    const { state, policyVersion } = value as Standing;
    return states.has(state) && Number.isSafeInteger(policyVersion);
  }),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 350,
  expectedCardinality: 1,
});

export const policyCategory = defineCategory({
  ...authorizationAnswers,
  name: 'authz.policy',
  service: 'policy',
  purpose: 'What each role may do, in one version of the policy.',
  kind: 'authorization',
  truth: 'tenancy.tenant_document_version, by its primary key',
  version: { counts: "versions of the tenant's authorization policy" },
  key: [versionPart('p')],
  ttl: { fresh: 12 * hour, max: 24 * hour },
  invalidation: 'versioned-key',
  codec: jsonCodec<AuthorizationPolicy>((value) => authorizationPolicySchema.safeParse(value).success),
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 1_024 * KB,
  averageBytes: 4 * KB,
  expectedCardinality: 1,
});

/** `unlisted`: the directory does not have them, and the token alone speaks for them. A fact like any other, with the same short life. */
export interface Listing {
  readonly state: UserState | 'unlisted';
}

const listings: ReadonlySet<unknown> = new Set<Listing['state']>(['active', 'suspended', 'unlisted']);

export const listingCategory = defineCategory({
  ...authorizationAnswers,
  name: 'authz.user',
  service: 'user',
  purpose: "Whether the tenant's directory has suspended the subject of a token.",
  kind: 'authorization',
  truth: 'tenancy.app_user, by its primary key',
  version: { none: 'because events drop it, and it lives for seconds' },
  key: [codePart('subject')],
  ttl: { fresh: 5 * second, max: 5 * second },
  invalidation: { events: ['UserChanged'] },
  codec: jsonCodec<Listing>((value) => listings.has((value as Listing).state)),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 380,
  // At work in the same five seconds.
  expectedCardinality: 500,
});
