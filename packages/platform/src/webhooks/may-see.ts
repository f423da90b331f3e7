import { DomainError } from '@quotewright/kernel';
import type { Authorizer, Permission, Principal } from '../auth/principal.ts';
import { reaches } from '../auth/reach.ts';

/**
 * Why somebody may not see what a permission is for, as the code of the refusal; undefined: they may. `owner`: whose the very thing is;
 * null where it is nobody's, or where only the kind of thing is asked about. What was sent cannot be taken
 * back, so it is decided as a change is: by the truth alone. Opens a transaction of its own. Throws what keeps it from deciding.
 */
export async function whyNotSeen(
  authorizer: Authorizer,
  principal: Principal,
  permission: Permission,
  owner: string | null = null,
): Promise<string | undefined> {
  try {
    const reach = await authorizer.authorize(principal, permission, 'change');
    return owner === null || reaches(reach, owner) ? undefined : 'OUT_OF_REACH';
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'forbidden') return error.code;
    throw error;
  }
}
