export type { Account, AccountsApi } from './api.ts';
export type { CreateAccount } from './application/create-account.ts';
export { type AccountsDeps, type AccountsModule, accountsModule } from './module.ts';
