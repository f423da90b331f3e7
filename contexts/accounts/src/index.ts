export type { Account, AccountAddresses, AccountsApi } from './api.ts';
export type { CreateAccount } from './application/create-account.ts';
export type { PostalAddress } from './domain/party.ts';
export { type AccountsDeps, type AccountsModule, accountsModule } from './module.ts';
