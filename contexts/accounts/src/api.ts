import type { Tx } from '@quotewright/platform/postgres';
import type { PostalAddress } from './domain/party.ts';

/** An account with every dimension a price or a decision may depend on. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** `customer`, `partner` or `prospect`. */
  readonly type: 'customer' | 'partner' | 'prospect';
  readonly segment: string;
  readonly market: string;
  /** `business` or `consumer`. */
  readonly customerType: 'business' | 'consumer';
  /** Subject of the user who owns the account. */
  readonly owner: string;
  readonly team?: string;
  /** The frame contract the account buys under, as the tenant's contract system names it. */
  readonly contractReference?: string;
  readonly state: 'active' | 'closed';
  /** Row version: the ETag. */
  readonly version: number;
}

/** Where an account is billed and delivered to. */
export interface AccountAddresses {
  readonly billing?: PostalAddress;
  readonly delivery?: PostalAddress;
}

/** What other contexts may ask of accounts. */
export interface AccountsApi {
  /** One primary-key read without personal data. `undefined` also for an id that is none. */
  findAccount(tx: Tx, id: string): Promise<Account | undefined>;
  /** Personal data, read for a document that names the customer. Both absent also for an id that is none. */
  findAddresses(tx: Tx, id: string): Promise<AccountAddresses>;
}
