import type { Authorizer } from '@quotewright/platform/auth';
import { reachOf } from '../domain/authorization-policy.ts';
import { decide, excludedError, forbiddenError } from '../domain/decision.ts';
import type { PolicySource } from '../ports/policy-source.ts';

/**
 * Asks for the grounds anew each time: a right that was taken away is gone with the commit. What changes something is decided by
 * PostgreSQL's grounds and hierarchy: whoever can write to a store must not be able to grant themselves anything.
 */
export const policyAuthorizer = (deps: { readonly policies: PolicySource }): Authorizer => ({
  async authorize(principal, permission, intent) {
    const { tenant, subject, roles } = principal;
    const grounds = await (intent === 'read'
      ? deps.policies.grounds(tenant, subject)
      : deps.policies.currentGrounds(tenant, subject));
    const decision = decide(grounds, roles, permission);
    if (decision === 'allowed' && grounds !== undefined) {
      const level = reachOf(grounds.policy, roles, permission);
      if (level === 'all') return 'all';
      if (level === 'own') return { owners: [subject] };
      const reports = await (intent === 'read'
        ? deps.policies.reportsOf(tenant, subject)
        : deps.policies.currentReportsOf(tenant, subject));
      return { owners: [subject, ...reports] };
    }
    throw decision === 'allowed' || decision === 'FORBIDDEN'
      ? forbiddenError(permission)
      : excludedError(decision);
  },
});
