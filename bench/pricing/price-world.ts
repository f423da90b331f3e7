import { accountsModule } from '@quotewright/accounts';
import { catalogModule } from '@quotewright/catalog';
import { systemClock, type TenantId, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { migrate, type OwnedDatabase, openPostgres } from '@quotewright/platform/postgres';
import { type PricingModule, pricingModule } from '@quotewright/pricing';
import { tenancyModule } from '@quotewright/tenancy';
import { startPostgres } from '../../scripts/services/postgres.ts';
import { catalogOf, PROMOTIONS, priceListOf } from './price-documents.ts';

/** Tenants with price lists of different lengths, on a private server. */
export interface PriceWorld {
  readonly database: OwnedDatabase;
  readonly pricing: PricingModule;
  /** A tenant whose published list has so many rows: made through the ordinary import and publication. */
  tenantWith(rows: number): Promise<TenantId>;
  stop(): Promise<void>;
}

export async function startPriceWorld(): Promise<PriceWorld> {
  const postgres = await startPostgres();
  const database = openPostgres({ url: postgres.url, clock: systemClock });
  const tenancy = tenancyModule({ database, permissions: () => [] });
  const accounts = accountsModule({ tenancy: tenancy.api });
  const catalog = catalogModule({ database, tenancy: tenancy.api, publicationSteps: [] });
  const pricing = pricingModule({
    database,
    tenancy: tenancy.api,
    accounts: accounts.api,
    catalog: catalog.api,
  });
  await migrate(
    database,
    [tenancy, accounts, catalog, pricing].flatMap(({ migrations }) => migrations ?? []),
  );

  return {
    database,
    pricing,
    async tenantWith(rows) {
      const tenant = tenantId(`rows-${rows}`);
      const actor = systemPrincipal(tenant, 'bench');
      const work = { tenant, actor };
      await database.withTenant(tenant, 'write', (tx) =>
        tenancy.createTenant(tx, actor, { name: `${rows} price rows` }),
      );
      await catalog.commands.importCatalog(work, Buffer.from(JSON.stringify(catalogOf(rows))));
      await catalog.commands.publishCatalog(work);
      const document = priceListOf(rows);
      const { id: priceListId } = document.priceList;
      await pricing.commands.importPriceList(actor, { priceListId, document });
      await pricing.commands.publishPriceList(actor, { priceListId });
      await pricing.commands.publishRuleSet(actor, { kind: 'promotions', document: PROMOTIONS });
      // As after a while in operation: plans by statistics, not by guess.
      await database.asOwner((session) => session.query('analyze'));
      return tenant;
    },
    async stop() {
      await database.close();
      await postgres.stop();
    },
  };
}
