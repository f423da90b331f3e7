import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import type { DocumentKind } from './tenant-document.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const state = z.enum(['active', 'suspended']).describe('After the change.');

export const tenantCreated = {
  type: 'TenantCreated',
  schemaVersion: 1,
  aggregate: 'tenant',
  readPermission: 'tenant:read',
  summary: 'A tenant was created.',
  data: z.strictObject({ state }),
} satisfies EventDefinition<any>;

export const tenantStateChanged = {
  type: 'TenantStateChanged',
  schemaVersion: 1,
  aggregate: 'tenant',
  readPermission: 'tenant:read',
  summary: 'A tenant was suspended, or works again.',
  data: z.strictObject({ state }),
} satisfies EventDefinition<any>;

/** Names the version, never carries the document: a reader asks for what is in force. */
const documentMembers = {
  version: z.int().positive().describe('The version that is in force from now on.'),
  contentHash: hash.describe("Identifies the version's content."),
};

const authorizationPolicyChanged = {
  type: 'AuthorizationPolicyChanged',
  schemaVersion: 1,
  aggregate: 'authorizationPolicy',
  readPermission: 'tenant:read',
  summary: 'Another version of the authorization policy is in force. The aggregate is the tenant.',
  data: z.strictObject({
    document: z.literal('authorizationPolicy').describe('Always the same.'),
    ...documentMembers,
  }),
} satisfies EventDefinition<any>;

const tenantConfigChanged = {
  type: 'TenantConfigChanged',
  schemaVersion: 1,
  aggregate: 'tenantConfig',
  readPermission: 'tenant:read',
  summary:
    'Another version of the configuration, or of the feature flags, is in force. The aggregate is the tenant.',
  data: z.strictObject({
    document: z.enum(['tenantConfig', 'featureFlags']).describe('Which of the two.'),
    ...documentMembers,
  }),
} satisfies EventDefinition<any>;

const rateLimitsChanged = {
  type: 'RateLimitsChanged',
  schemaVersion: 1,
  aggregate: 'rateLimits',
  readPermission: 'tenant:read',
  summary: 'Another version of the rate limits is in force. The aggregate is the tenant.',
  data: z.strictObject({
    document: z.literal('rateLimits').describe('Always the same.'),
    ...documentMembers,
  }),
} satisfies EventDefinition<any>;

/** What says that another version of the document is in force. Two kinds share an event; each is an aggregate of its own. */
export const documentChanged: Readonly<Record<DocumentKind, EventDefinition<any>>> = {
  authorizationPolicy: authorizationPolicyChanged,
  tenantConfig: tenantConfigChanged,
  featureFlags: { ...tenantConfigChanged, aggregate: 'featureFlags' },
  rateLimits: rateLimitsChanged,
};

/** Without the name: personal data stays where it can be erased. */
export const userChanged = {
  type: 'UserChanged',
  schemaVersion: 1,
  aggregate: 'user',
  readPermission: 'user:read',
  summary: "A user of the tenant's directory was created or changed.",
  data: z.strictObject({
    subject: z.string().describe("The `sub` of the user's tokens."),
    state,
    version: z.int().positive().describe('Of the user, after the change: 1 was its creation.'),
  }),
} satisfies EventDefinition<any>;

export const tenancyEvents: readonly EventDefinition<any>[] = [
  tenantCreated,
  tenantStateChanged,
  ...Object.values(documentChanged),
  userChanged,
];
