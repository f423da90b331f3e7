import { DomainError } from '@quotewright/kernel';
import type { Authorizer, Permission, Principal } from '../auth/principal.ts';

/**
 * Why somebody may not see what a permission is for, as the code of the refusal; undefined: they may. What was sent cannot be taken
 * back, so it is decided as a change is: by the truth alone. Opens a transaction of its own. Throws what keeps it from deciding.
 */
export async function whyNotSeen(
  authorizer: Authorizer,
  principal: Principal,
  permission: Permission,
): Promise<string | undefined> {
  try {
    await authorizer.authorize(principal, permission, 'change');
    return undefined;
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'forbidden') return error.code;
    throw error;
  }
}
