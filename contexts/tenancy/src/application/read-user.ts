import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { UserStore } from '../ports/user-store.ts';

/** Throws `USER_UNKNOWN`. */
export const readUser =
  (deps: { readonly users: UserStore }) =>
  async (tx: Tx, subject: string): Promise<User> => {
    const user = await deps.users.find(tx, subject);
    if (user === undefined) throw fail('USER_UNKNOWN', 'the tenant has no user with this subject');
    return user;
  };
