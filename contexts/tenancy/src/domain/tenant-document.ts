import type { z } from 'zod';
import { authorizationPolicySchema } from './authorization-policy.schema.ts';
import type { AuthorizationPolicy } from './authorization-policy.ts';
import { featureFlagsSchema } from './feature-flags.schema.ts';
import type { FlagSettings } from './feature-flags.ts';
import type { RateLimits } from './rate-limits.schema.ts';
import { rateLimitsSchema } from './rate-limits.schema.ts';
import { tenantSettingsSchema } from './tenant-config.schema.ts';
import type { TenantSettings } from './tenant-config.ts';

/*
 * What a tenant decides about itself is a versioned document: immutable versions 1, 2, 3 …, and a pointer to
 * the one in force that only moves forward. One mechanism for every kind; a kind is a row of the table below.
 */

interface DocumentBodies {
  readonly authorizationPolicy: AuthorizationPolicy;
  readonly tenantConfig: TenantSettings;
  readonly featureFlags: FlagSettings;
  readonly rateLimits: RateLimits;
}

export type DocumentKind = keyof DocumentBodies;
export type DocumentBody<Kind extends DocumentKind> = DocumentBodies[Kind];

const schemas: { readonly [Kind in DocumentKind]: z.ZodType<DocumentBodies[Kind]> } = {
  authorizationPolicy: authorizationPolicySchema,
  tenantConfig: tenantSettingsSchema,
  featureFlags: featureFlagsSchema,
  rateLimits: rateLimitsSchema,
};

export interface TenantDocument<Kind extends DocumentKind = DocumentKind> {
  readonly kind: Kind;
  readonly version: number;
  readonly body: DocumentBody<Kind>;
  /** SHA-256 of the body's canonical JSON. */
  readonly contentHash: string;
  readonly createdBy: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** A stored body, typed again. Throws when the database holds what no release ever wrote. */
export function documentBody<Kind extends DocumentKind>(kind: Kind, stored: unknown): DocumentBody<Kind> {
  return schemas[kind].parse(stored);
}
