import { timestamp } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { TenantDocumentStore } from '../ports/tenant-document-store.ts';
import type { TenantStore } from '../ports/tenant-store.ts';
import type { UserStore } from '../ports/user-store.ts';
import { checkRoles } from './check-roles.ts';
import { recordUserChange } from './record-user-change.ts';

export type CreateUser = Pick<User, 'subject' | 'name' | 'roles' | 'managerSubject'>;

interface CreateUserDeps {
  readonly tenants: TenantStore;
  readonly users: UserStore;
  readonly documents: TenantDocumentStore;
}

/** Throws `ROLE_UNKNOWN`, `MANAGER_UNKNOWN`, `USER_EXISTS`. */
export const createUser = (deps: CreateUserDeps) => {
  const rolesExist = checkRoles(deps);
  return async (tx: Tx, actor: Principal, command: CreateUser): Promise<User> => {
    await rolesExist(tx, command.roles);
    const { managerSubject } = command;
    // As for a user who is moved: changes of the hierarchy queue up at the tenant's row, before any user's.
    if (managerSubject !== undefined) await deps.tenants.lock(tx);
    if (managerSubject !== undefined && (await deps.users.find(tx, managerSubject)) === undefined) {
      throw fail('MANAGER_UNKNOWN', `there is no user "${managerSubject}"`);
    }
    const now = timestamp(tx.now);
    const user: User = { ...command, state: 'active', version: 1, createdAt: now, updatedAt: now };
    if (!(await deps.users.insert(tx, user)))
      throw fail('USER_EXISTS', `"${user.subject}" is a user already`);
    await recordUserChange(tx, actor, 'user.create', user);
    return user;
  };
};
