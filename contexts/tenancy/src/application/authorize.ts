import type { Authorizer } from '@quotewright/platform/auth';
import { decide, excludedError, forbiddenError } from '../domain/decision.ts';
import type { PolicySource } from '../ports/policy-source.ts';

/** Asks for the grounds anew each time: a right that was taken away is gone with the commit. */
export const policyAuthorizer = (deps: { readonly policies: PolicySource }): Authorizer => ({
  async authorize(principal, permission) {
    const grounds = await deps.policies.grounds(principal.tenant, principal.subject);
    const decision = decide(grounds, principal.roles, permission);
    if (decision === 'allowed') return;
    throw decision === 'FORBIDDEN' ? forbiddenError(permission) : excludedError(decision);
  },
});
