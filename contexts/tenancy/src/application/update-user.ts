import { contentHash, timestamp } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { changed, type User, type UserChange } from '../domain/user.ts';
import { expectVersion } from '../domain/version-check.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import type { UserStore } from '../ports/user-store.ts';
import { checkRoles } from './check-roles.ts';
import { recordUserChange } from './record-user-change.ts';

export interface UpdateUser {
  readonly subject: string;
  readonly change: UserChange;
  /** The version the caller has read. */
  readonly expectedVersion: string | undefined;
}

interface UpdateUserDeps {
  readonly tenants: TenantStore;
  readonly users: UserStore;
  readonly documents: TenantDocumentStore;
}

/** Throws `USER_UNKNOWN`, `VERSION_MISMATCH`, `ROLE_UNKNOWN`, `MANAGER_UNKNOWN`, `MANAGER_CYCLE`, `USER_SUSPENDS_SELF`. */
export const updateUser = (deps: UpdateUserDeps) => {
  const rolesExist = checkRoles(deps);

  async function managerFits(tx: Tx, subject: string, manager: string): Promise<void> {
    if ((await deps.users.find(tx, manager)) === undefined) {
      throw fail('MANAGER_UNKNOWN', `there is no user "${manager}"`);
    }
    if (await deps.users.reportsTo(tx, manager, subject)) {
      throw fail('MANAGER_CYCLE', `"${manager}" reports to "${subject}" already`);
    }
  }

  return async (
    tx: Tx,
    actor: Principal,
    { subject, change, expectedVersion }: UpdateUser,
  ): Promise<User> => {
    const manager = change.managerSubject;
    // Two changes that are each fine can close a circle together: changes of the hierarchy queue up at the
    // tenant's row, taken before any user's row so that they cannot deadlock.
    if (manager !== undefined) await deps.tenants.lock(tx);
    const user = await deps.users.lock(tx, subject);
    if (user === undefined) throw fail('USER_UNKNOWN', 'the tenant has no user with this subject');
    expectVersion(user.version, expectedVersion);
    if (change.state === 'suspended' && subject === actor.subject) {
      throw fail('USER_SUSPENDS_SELF', 'somebody else has to suspend you');
    }
    if (change.roles !== undefined) await rolesExist(tx, change.roles);
    if (manager !== undefined && manager !== null) await managerFits(tx, subject, manager);
    const after = changed(user, change);
    if (contentHash(after) === contentHash(user)) return user;
    const next: User = { ...after, version: user.version + 1, updatedAt: timestamp(tx.now) };
    await deps.users.update(tx, next);
    await recordUserChange(tx, actor, 'user.update', next);
    return next;
  };
};
