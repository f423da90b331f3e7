import { defineCategory, jsonCodec, literal, versionPart } from '@quotewright/acceleration';
import type { Hierarchy, Team } from '../domain/hierarchy.ts';
import { authorizationAnswers } from './authorization-categories.ts';

const second = 1_000;
const hour = 3_600 * second;
const KB = 1_024;

export interface HierarchyPointer {
  readonly version: number;
}

export const hierarchyPointerCategory = defineCategory({
  ...authorizationAnswers,
  name: 'authz.hierarchy-active',
  service: 'hierarchy',
  purpose: 'Which version of the sales hierarchy is in force.',
  kind: 'authorization-pointer',
  truth: 'tenancy.tenant.hierarchy_version, by its primary key',
  version: { none: 'because it tells the version' },
  key: [literal('active')],
  ttl: { fresh: 5 * second, max: 5 * second },
  invalidation: { events: ['UserChanged'] },
  sensitivity: 'none',
  protection: 'sealed',
  codec: jsonCodec<HierarchyPointer>((value) => Number.isSafeInteger((value as HierarchyPointer).version)),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 350,
  expectedCardinality: 1,
  orderOf: ({ version }: HierarchyPointer) => version,
});

/** `asked-each-time`: there are more people than a copy may hold, and PostgreSQL walks down from the one who asks. */
export type CopiedHierarchy = { readonly teams: Hierarchy } | 'asked-each-time';

/** People, and characters of their subjects: within both, a copy fits into the store also where subjects look like chance. */
export const COPIED_PEOPLE = 2_000;
export const COPIED_CHARACTERS = 32 * KB;

export const hierarchyCategory = defineCategory({
  ...authorizationAnswers,
  name: 'authz.hierarchy',
  service: 'hierarchy',
  purpose: 'Who reports to whom, in one version of the sales hierarchy.',
  kind: 'authorization',
  truth: 'tenancy.app_user, read with the version in tenancy.tenant in one query',
  version: { counts: 'changes of who reports to whom' },
  key: [versionPart('')],
  ttl: { fresh: hour, max: hour },
  invalidation: 'versioned-key',
  overCap: 'summary',
  // Subjects are the issuer's: some issuers put addresses into them.
  sensitivity: { fields: ['teams: the subjects of people'], maxTtl: hour, encrypted: true },
  protection: 'encrypted',
  codec: jsonCodec<CopiedHierarchy>(
    (value) => value === 'asked-each-time' || (value as { teams: readonly unknown[] }).teams.every(isTeam),
  ),
  maxStoredBytes: 32 * KB,
  maxDecodedBytes: 128 * KB,
  averageBytes: 4 * KB,
  expectedCardinality: 1,
});

function isTeam(value: unknown): value is Team {
  return Array.isArray(value) && value.length > 1 && value.every((member) => typeof member === 'string');
}
