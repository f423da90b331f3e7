import type { Account } from '@quotewright/accounts';
import { tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import type { Principal } from '@quotewright/platform/auth';
import type { Caches } from '@quotewright/platform/cache';
import { runDueJobs } from '@quotewright/platform/jobs';
import type { Database } from '@quotewright/platform/postgres';
import { createLogger } from '@quotewright/platform/telemetry';
import { type TestEngine, testServer } from '@quotewright/platform/testing';
import type { TenantConfig } from '@quotewright/tenancy';
import type { PriceListDocument } from '../domain/price-list-document.ts';
import { pricingMigrations } from '../migrations.ts';
import { type PricingModule, pricingModule } from '../module.ts';
import { accountsInMemory, anOffering, aTenantConfig, CatalogInMemory, tenancyInMemory } from './upstream.ts';

export const PRICING_MANAGER = { tenant: 'acme', subject: 'pia', roles: ['pricing-manager'] };
export const SALES = { tenant: 'acme', subject: 'sam', roles: ['sales'] };

export const BUSINESS_ACCOUNT: Account = {
  id: '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f',
  name: 'Initech',
  type: 'customer',
  segment: 'enterprise',
  market: 'US',
  customerType: 'business',
  owner: 'sam',
  state: 'active',
  version: 1,
};

export const actor: Principal = { ...PRICING_MANAGER, tenant: tenantId(PRICING_MANAGER.tenant) };

interface WorkbenchOptions {
  readonly offerings?: readonly string[];
  /** Absent: there are no copies. */
  readonly caches?: Caches;
}

/** Pricing on a database of its own, with its routes, a worker to be run by hand, and upstream contexts in memory. */
export async function openWorkbench(
  engine: TestEngine,
  { offerings = ['claude-2'], caches }: WorkbenchOptions = {},
) {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  const { db, url, close } = await engine.open({ migrations: [pricingMigrations], clock });
  const catalog = new CatalogInMemory();
  catalog.publish(offerings.map((id) => anOffering({ id })));
  let config: TenantConfig = aTenantConfig;
  const nodeWith = (copies: Caches | undefined, database: Database = db): PricingModule =>
    pricingModule({
      database,
      tenancy: tenancyInMemory(() => config),
      accounts: accountsInMemory([BUSINESS_ACCOUNT]),
      catalog,
      ...(copies && { caches: copies }),
    });
  const pricing = nodeWith(caches);
  const server = await testServer({ modules: [pricing], database: db, clock });
  const log = createLogger({ level: 'silent', format: 'json' });

  return {
    db,
    /** Real PostgreSQL only: for tests of several processes. */
    url,
    clock,
    catalog,
    pricing,
    /** Pricing as another process of the installation has it. */
    nodeWith,
    request: server.request,
    configure: (change: Partial<TenantConfig>) => {
      config = { ...config, version: config.version + 1, ...change };
    },
    /** Runs the jobs that are due and answers the one that was taken on, as its route shows it. */
    async finished(location: string | undefined, as = PRICING_MANAGER) {
      await runDueJobs({ database: db, handlers: pricing.jobs, clock, log, errors: pricing.errors });
      const path = location?.replace('/api/v1', '') ?? '/none';
      return (await server.request('GET', path, { as })).json;
    },
    /** Imports and publishes without HTTP; the published version. */
    async publish(document: PriceListDocument, by: Principal = actor): Promise<number> {
      const priceListId = document.priceList.id;
      await pricing.commands.importPriceList(by, { priceListId, document });
      return (await pricing.commands.publishPriceList(by, { priceListId })).version;
    },
    async close() {
      await server.close();
      await close();
    },
  };
}

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;
