import { type Clock, type TenantId, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { runDueJobs } from '@quotewright/platform/jobs';
import { createLogger } from '@quotewright/platform/telemetry';
import {
  type TestDatabase,
  type TestEngine,
  type TestServer,
  testServer,
} from '@quotewright/platform/testing';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import type { LongWork } from '../application/long-work.ts';
import { catalogMigrations } from '../migrations.ts';
import { type CatalogModule, catalogModule } from '../module.ts';
import type { PublicationStep } from '../ports/publication-step.ts';
import { type CatalogItems, documentBytes } from './catalog-builders.ts';

export interface RunningCatalog {
  readonly database: TestDatabase['db'];
  readonly module: CatalogModule;
  readonly server: TestServer;
  readonly clock: ManualClock;
  /** Runs the jobs that are due. */
  runJobs(): Promise<number>;
  /** Imports and publishes as the tenant's catalog manager; answers with the version. */
  publish(items?: CatalogItems, tenant?: string): Promise<number>;
  close(): Promise<void>;
}

interface RunCatalog {
  readonly engine: TestEngine;
  readonly steps?: readonly PublicationStep[];
}

/** Work of a catalog manager who watches nothing. */
export function workOf(tenant: string): LongWork & { readonly tenant: TenantId } {
  const id = tenantId(tenant);
  return { tenant: id, actor: { tenant: id, subject: 'manager', roles: ['catalog-manager'] } };
}

/** The module over a database of its own, with its HTTP server. */
export async function runCatalog({ engine, steps = [] }: RunCatalog): Promise<RunningCatalog> {
  const clock = new ManualClock();
  const test = await engine.open({ migrations: [catalogMigrations], clock });
  const module = catalogModule({
    database: test.db,
    tenancy: tenancyInMemory({ timeZone: 'UTC' }),
    publicationSteps: steps,
  });
  const server = await testServer({ modules: [module], database: test.db, clock: clock satisfies Clock });
  const log = createLogger({ level: 'silent', format: 'json' });
  return {
    database: test.db,
    module,
    server,
    clock,
    runJobs: () =>
      runDueJobs({
        database: test.db,
        handlers: module.jobs,
        clock,
        log,
        errors: module.errors,
        random: () => 0,
      }),
    async publish(items = {}, tenant = 'acme') {
      await module.commands.importCatalog(workOf(tenant), documentBytes(items));
      return (await module.commands.publishCatalog(workOf(tenant))).catalogVersion;
    },
    async close() {
      await server.close();
      await test.close();
    },
  };
}
