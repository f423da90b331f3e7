import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { User, UserState } from '../domain/user.ts';

export interface UserQuery extends PageRequest {
  readonly state?: UserState;
  readonly role?: string;
  readonly managerSubject?: string;
}

export interface UserStore {
  /** `false` when the subject is taken. */
  insert(tx: Tx, user: User): Promise<boolean>;
  find(tx: Tx, subject: string): Promise<User | undefined>;
  /** As `find`, and holds the row until the transaction ends. */
  lock(tx: Tx, subject: string): Promise<User | undefined>;
  update(tx: Tx, user: User): Promise<void>;
  /** In the order of subjects. Throws `CURSOR_INVALID`. */
  list(tx: Tx, query: UserQuery): Promise<Page<User>>;
  /** Whether `subject` is `above` or reports to it, directly or not. */
  reportsTo(tx: Tx, subject: string, above: string): Promise<boolean>;
}
