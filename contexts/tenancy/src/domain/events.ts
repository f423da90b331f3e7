import type { DomainEvent } from '@quotewright/platform/messaging';
import type { Tenant } from './tenant.ts';
import type { DocumentKind, TenantDocument } from './tenant-document.ts';
import type { User } from './user.ts';

const documentEvents: Readonly<Record<DocumentKind, string>> = {
  authorizationPolicy: 'AuthorizationPolicyChanged',
  tenantConfig: 'TenantConfigChanged',
  featureFlags: 'TenantConfigChanged',
};

/** Names the version, never carries the document: a reader asks for what is in force. */
export function documentChanged(tenant: string, document: TenantDocument): DomainEvent {
  return {
    type: documentEvents[document.kind],
    schemaVersion: 1,
    aggregate: { type: document.kind, id: tenant },
    data: { document: document.kind, version: document.version, contentHash: document.contentHash },
  };
}

export function tenantChanged(type: 'TenantCreated' | 'TenantStateChanged', tenant: Tenant): DomainEvent {
  return {
    type,
    schemaVersion: 1,
    aggregate: { type: 'tenant', id: tenant.id },
    data: { state: tenant.state },
  };
}

/** Without the name: personal data stays where it can be erased. */
export function userChanged(user: User): DomainEvent {
  return {
    type: 'UserChanged',
    schemaVersion: 1,
    aggregate: { type: 'user', id: user.subject },
    data: { subject: user.subject, state: user.state, version: user.version },
  };
}
