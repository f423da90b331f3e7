import {
  type TestDatabase,
  type TestEngine,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { accountsMigrations } from '../migrations.ts';
import { type AccountsModule, accountsModule } from '../module.ts';

export interface RunningAccounts {
  readonly database: TestDatabase;
  readonly accounts: AccountsModule;
  /** Allows what the default roles allow. */
  readonly server: TestServer;
  close(): Promise<void>;
}

/** The context on a database of its own, for tenants whose default market is `pl`. */
export async function runAccounts(engine: TestEngine): Promise<RunningAccounts> {
  const database = await engine.open({ migrations: [accountsMigrations] });
  const accounts = accountsModule({ tenancy: tenancyInMemory({ defaultMarket: 'pl' }) });
  const server = await testServer({ modules: [accounts], database: database.db });
  return {
    database,
    accounts,
    server,
    async close() {
      await server.close();
      await database.close();
    },
  };
}
