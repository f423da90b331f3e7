import { newUuid } from '@quotewright/kernel';
import type { Account, AccountsApi } from '../api.ts';

/** An active business customer, changed where a test says so. */
export function anAccount(overrides: Partial<Account> = {}): Account {
  return {
    id: newUuid(),
    name: 'Acme Industries',
    type: 'customer',
    segment: 'enterprise',
    market: 'global',
    customerType: 'business',
    owner: 'user-1',
    state: 'active',
    version: 1,
    ...overrides,
  };
}

/** Accounts without a database. */
export function accountsInMemory(...accounts: readonly Account[]): AccountsApi {
  return {
    findAccount: async (_tx, id) => accounts.find((account) => account.id === id),
    findAddresses: async () => ({}),
  };
}
