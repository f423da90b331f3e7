import type { TenantId } from '@quotewright/kernel';
import type { Reach } from './reach.ts';

/** Who acts. Taken from a verified token, or made by the platform itself for its own work. */
export interface Principal {
  readonly tenant: TenantId;
  /** Opaque id of the person or client (`sub`). */
  readonly subject: string;
  readonly roles: readonly string[];
  /** The OAuth client (`client_id` or `azp`), where the token names one. */
  readonly clientId?: string;
}

/** `resource:action`, such as `quote:accept`. */
export type Permission = `${string}:${string}`;

/** What a context asks for, and which roles have it in the policy a new tenant starts with. */
export interface PermissionDefinition {
  readonly permission: Permission;
  readonly title: string;
  readonly defaultRoles: readonly string[];
}

/** What somebody is about to do. */
export type Intent = 'read' | 'change';

/** Decides from the tenant's policy. Filled by the composition root; deny by default. */
export interface Authorizer {
  /**
   * Throws `FORBIDDEN` or `TENANT_UNKNOWN`; when allowed, answers whose objects it is allowed for. A decision about a change rests on the truth alone; one
   * about a read may rest on copies that are seconds old.
   */
  authorize(principal: Principal, permission: Permission, intent: Intent): Promise<Reach>;
}

/** Work the platform does by itself for a tenant: timers, imports at first start. */
export function systemPrincipal(tenant: TenantId, component: string): Principal {
  return { tenant, subject: `system:${component}`, roles: [] };
}
