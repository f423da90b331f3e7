import { type AccountsModule, accountsModule } from '@quotewright/accounts';
import { type CatalogModule, catalogModule } from '@quotewright/catalog';
import {
  type ConfigurationModule,
  configurationModule,
  configurationStep,
  threadedEngine,
} from '@quotewright/configuration';
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
  readonly configuration: ConfigurationModule;
  readonly pricing: PricingModule;
  readonly quoting: QuotingModule;
  readonly ordering: OrderingModule;
  readonly contexts: readonly ContextModule[];
  /** Ends what modules have started besides the database: threads. */
  close(): Promise<void>;
}

export function composeModules(database: Database): Modules {
  const tenancy = tenancyModule({ database, permissions: () => permissionsOf(contexts) });
  const accounts = accountsModule({ tenancy: tenancy.api });
  const engine = threadedEngine();
  const catalog = catalogModule({
    database,
    tenancy: tenancy.api,
    publicationSteps: [configurationStep(engine)],
  });
  const configuration = configurationModule({ tenancy: tenancy.api, catalog: catalog.api, engine });
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
    configuration: configuration.api,
    configurationRules: [demoConfigurationRules],
  });
  const ordering = orderingModule({ quoting: quoting.api });
  const contexts: readonly ContextModule[] = [
    tenancy,
    accounts,
    catalog,
    configuration,
    pricing,
    quoting,
    ordering,
  ];
  const close = () => engine.close();
  return { tenancy, accounts, catalog, configuration, pricing, quoting, ordering, contexts, close };
}

function permissionsOf(contexts: readonly ContextModule[]): readonly PermissionDefinition[] {
  return [platformModule(), ...contexts].flatMap((module) => module.permissions);
}
