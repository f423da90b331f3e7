import { type Clock, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import {
  type TestDatabase,
  type TestEngine,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { tenancyMigrations } from '../migrations.ts';
import { type TenancyModule, tenancyModule } from '../module.ts';

export interface RunningTenancy {
  readonly database: TestDatabase;
  readonly tenancy: TenancyModule;
  /** Asks the tenants' real policies. */
  readonly server: TestServer;
  close(): Promise<void>;
}

interface RunTenancy {
  readonly engine: TestEngine;
  /** Created before this returns. */
  readonly tenants: readonly string[];
  readonly clock?: Clock;
}

/** The context alone, on a database of its own, behind the real HTTP server and its own authorizer. */
export async function runTenancy({ engine, tenants, clock }: RunTenancy): Promise<RunningTenancy> {
  const options = clock === undefined ? {} : { clock };
  const database = await engine.open({ migrations: [tenancyMigrations], ...options });
  const tenancy: TenancyModule = tenancyModule({
    database: database.db,
    permissions: () => tenancy.permissions,
  });
  for (const id of tenants.map(tenantId)) {
    await database.db.withTenant(id, 'write', (tx) =>
      tenancy.createTenant(tx, systemPrincipal(id, 'test'), { name: `The ${id} company` }),
    );
  }
  const server = await testServer({
    modules: [tenancy],
    database: database.db,
    authorizer: tenancy.authorizer,
    ...options,
  });
  return {
    database,
    tenancy,
    server,
    async close() {
      await server.close();
      await database.close();
    },
  };
}
