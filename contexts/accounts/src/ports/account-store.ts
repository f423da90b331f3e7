import type { Reach } from '@quotewright/platform/auth';
import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { Account } from '../api.ts';
import type { AccountRecord } from '../domain/account.ts';

export type AccountOrder = 'name' | '-name' | 'createdAt' | '-createdAt';

export interface AccountQuery extends PageRequest {
  readonly reach: Reach;
  readonly type?: Account['type'];
  readonly segment?: string;
  readonly market?: string;
  readonly customerType?: Account['customerType'];
  readonly owner?: string;
  readonly state?: Account['state'];
  /** Part of the name; upper and lower case alike. */
  readonly q?: string;
  readonly sort: AccountOrder;
}

/** Ids are UUIDs: the caller has checked. */
export interface AccountStore {
  insert(tx: Tx, account: AccountRecord): Promise<void>;
  find(tx: Tx, id: string): Promise<AccountRecord | undefined>;
  /** As `find`, and holds the row until the transaction ends. */
  lock(tx: Tx, id: string): Promise<AccountRecord | undefined>;
  update(tx: Tx, account: AccountRecord): Promise<void>;
  /** Throws `CURSOR_INVALID`. */
  list(tx: Tx, query: AccountQuery): Promise<Page<AccountRecord>>;
}
