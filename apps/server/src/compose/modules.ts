import { type AccountsModule, accountsModule } from '@quotewright/accounts';
import { type CatalogModule, catalogModule } from '@quotewright/catalog';
import { type OrderingModule, orderingModule } from '@quotewright/ordering';
import type { PermissionDefinition } from '@quotewright/platform/auth';
import { platformModule } from '@quotewright/platform/http';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import { type PricingModule, pricingModule } from '@quotewright/pricing';
import { type QuotingModule, quotingModule } from '@quotewright/quoting';
import { type TenancyModule, tenancyModule } from '@quotewright/tenancy';
import { demoConfigurationRules } from '../demo/demo-configuration-rules.ts';

/** Every context, wired to the one database. `contexts` is in value-stream order: upstream first. */
export interface Modules {
  readonly tenancy: TenancyModule;
  readonly accounts: AccountsModule;
  readonly catalog: CatalogModule;
  readonly pricing: PricingModule;
  readonly quoting: QuotingModule;
  readonly ordering: OrderingModule;
  readonly contexts: readonly ContextModule[];
}

export function composeModules(database: Database): Modules {
  const tenancy = tenancyModule({ database, permissions: () => permissionsOf(contexts) });
  const accounts = accountsModule({ tenancy: tenancy.api });
  const catalog = catalogModule({ database, tenancy: tenancy.api, publicationSteps: [] });
  const pricing = pricingModule({
    database,
    tenancy: tenancy.api,
    accounts: accounts.api,
    catalog: catalog.api,
  });
  const upstream = {
    tenancy: tenancy.api,
    accounts: accounts.api,
    catalog: catalog.api,
    pricing: pricing.api,
  };
  const quoting = quotingModule({
    database,
    ...upstream,
    configurationRules: [demoConfigurationRules],
  });
  const ordering = orderingModule({ quoting: quoting.api });
  const contexts: readonly ContextModule[] = [tenancy, accounts, catalog, pricing, quoting, ordering];
  return { tenancy, accounts, catalog, pricing, quoting, ordering, contexts };
}

function permissionsOf(contexts: readonly ContextModule[]): readonly PermissionDefinition[] {
  return [platformModule(), ...contexts].flatMap((module) => module.permissions);
}
