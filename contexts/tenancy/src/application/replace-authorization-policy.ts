import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import {
  ADMINISTER,
  type AuthorizationPolicy,
  grants,
  keepingReach,
  normalized,
  policyProblems,
} from '../domain/authorization-policy.ts';
import { fail } from '../domain/errors.ts';
import type { TenantDocument } from '../domain/tenant-document.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import { replaceDocument } from './replace-document.ts';

export interface ReplaceAuthorizationPolicy {
  readonly policy: AuthorizationPolicy;
  readonly expectedVersion: string | undefined;
}

interface ReplaceAuthorizationPolicyDeps {
  readonly documents: TenantDocumentStore;
  readonly knownPermissions: () => ReadonlySet<string>;
}

/** Refuses unknown permissions, and a policy under which its author could not put it right again. */
export const replaceAuthorizationPolicy = (deps: ReplaceAuthorizationPolicyDeps) => {
  const replace = replaceDocument(deps);
  return async (
    tx: Tx,
    actor: Principal,
    { policy, expectedVersion }: ReplaceAuthorizationPolicy,
  ): Promise<TenantDocument<'authorizationPolicy'>> => {
    const errors = policyProblems(policy, deps.knownPermissions());
    if (errors.length > 0) throw fail('POLICY_INVALID', 'nothing was changed', { errors });
    if (!grants(policy, actor.roles, ADMINISTER)) {
      throw fail('POLICY_LOCKS_OUT', `a role of yours must keep "${ADMINISTER}"`, {
        errors: [{ pointer: '/roles', code: 'LOCKS_OUT', reason: `no role of yours keeps "${ADMINISTER}"` }],
      });
    }
    const former = await deps.documents.lockActive(tx, 'authorizationPolicy');
    const body = normalized(former === undefined ? policy : keepingReach(policy, former.body));
    return replace(tx, actor, { kind: 'authorizationPolicy', body, expectedVersion });
  };
};
