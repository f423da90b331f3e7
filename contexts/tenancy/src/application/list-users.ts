import type { Page } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { User } from '../domain/user.ts';
import type { UserQuery, UserStore } from '../ports/user-store.ts';

export const listUsers =
  (deps: { readonly users: UserStore }) =>
  (tx: Tx, query: UserQuery): Promise<Page<User>> =>
    deps.users.list(tx, query);
