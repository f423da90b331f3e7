import type { Tx } from '@quotewright/platform/postgres';
import { knowsRole } from '../domain/authorization-policy.ts';
import { fail } from '../domain/errors.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';

/** A role must be defined when it is given; one that a later policy drops simply grants nothing. */
export const checkRoles =
  (deps: { readonly documents: TenantDocumentStore }) =>
  async (tx: Tx, roles: readonly string[]): Promise<void> => {
    const policy = await deps.documents.active(tx, 'authorizationPolicy');
    const errors = roles.flatMap((role, index) =>
      policy !== undefined && knowsRole(policy.body, role)
        ? []
        : [
            {
              pointer: `/roles/${index}`,
              code: 'UNKNOWN',
              reason: `"${role}" is not a role of the active policy`,
            },
          ],
    );
    if (errors.length > 0) throw fail('ROLE_UNKNOWN', 'nothing was changed', { errors });
  };
