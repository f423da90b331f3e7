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
import {
  type CachedCategory,
  type Caches,
  cacheAdminModule,
  cacheEvents,
  type DeclaredCategory,
  purgeConsumer,
} from '@quotewright/platform/cache';
import { confirmationModule } from '@quotewright/platform/confirmations';
import { type Circuit, circuitModule } from '@quotewright/platform/external';
import { fileModule } from '@quotewright/platform/files';
import { platformModule } from '@quotewright/platform/http';
import { idempotencyModule } from '@quotewright/platform/idempotency';
import {
  type EventConsumer,
  messagingModule,
  type ParkedEvents,
  parkedEvents,
} from '@quotewright/platform/messaging';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import { preferenceModule } from '@quotewright/platform/preferences';
import { sessionModule } from '@quotewright/platform/sessions';
import { type WebhookDeps, webhookModule } from '@quotewright/platform/webhooks';
import { wizardModule } from '@quotewright/platform/wizards';
import { type PricingModule, pricingModule } from '@quotewright/pricing';
import { type PriceAlarm, type QuotingModule, quotingModule } from '@quotewright/quoting';
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
  /** The contexts, and behind them what the platform brings as modules of its own. */
  readonly contexts: readonly ContextModule[];
  readonly caches: readonly CachedCategory[];
  readonly consumers: readonly EventConsumer[];
  readonly parkedEvents: ParkedEvents;
  /** Ends what modules have started besides the database: threads. */
  close(): Promise<void>;
}

export type WebhookSettings = Pick<WebhookDeps, 'secretKey' | 'privateTargets'>;

export interface ModulesDeps {
  readonly database: Database;
  /** Absent: nothing is answered from copies. */
  readonly caches?: Caches;
  /** What would be kept if copies were on, for people who ask about it; unused where they are. */
  readonly declaredCaches?: readonly DeclaredCategory[];
  readonly webhooks?: WebhookSettings;
  /** How many times the quotas of the release a tenant may give itself; default as the configuration's. */
  readonly quotaCeiling?: number;
  /** Whether the cookies of browsers need https; default yes. */
  readonly secureCookies?: boolean;
  /** Of the external systems that are configured; default: none is. */
  readonly circuits?: () => readonly Circuit[];
  /** Absent: a kept price that is not proven stands in reports and histories alone. */
  readonly priceAlarm?: PriceAlarm;
}

export function composeModules(deps: ModulesDeps): Modules {
  const { database, caches, webhooks = {}, priceAlarm, declaredCaches = [], secureCookies = true } = deps;
  const { circuits = () => [] } = deps;
  const copies = caches === undefined ? {} : { caches };
  const tenancy = tenancyModule({
    database,
    permissions: () => permissionsOf(contexts),
    ...copies,
    ...(deps.quotaCeiling !== undefined && { quotaCeiling: deps.quotaCeiling }),
  });
  const accounts = accountsModule({ tenancy: tenancy.api });
  const engine = threadedEngine();
  const catalog = catalogModule({
    database,
    tenancy: tenancy.api,
    publicationSteps: [configurationStep(engine)],
    ...copies,
  });
  const configuration = configurationModule({ tenancy: tenancy.api, catalog: catalog.api, engine });
  const pricing = pricingModule({
    database,
    tenancy: tenancy.api,
    accounts: accounts.api,
    catalog: catalog.api,
    ...copies,
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
    ...(priceAlarm !== undefined && { priceAlarm }),
  });
  const ordering = orderingModule({ quoting: quoting.api });
  const business = { tenancy, accounts, catalog, configuration, pricing, quoting, ordering };
  const ofContexts: readonly ContextModule[] = Object.values(business);
  const events = [...ofContexts.flatMap((context) => context.events ?? []), ...cacheEvents];
  const hooks = webhookModule({ events, authorizer: tenancy.authorizer, ...webhooks });
  const consumers = [
    ...[...ofContexts, hooks].flatMap((context) => context.consumers ?? []),
    ...(caches === undefined ? [] : [purgeConsumer(caches)]),
  ];
  const parked = parkedEvents({ database, consumers });
  const idempotency = idempotencyModule({ database, ...copies });
  const categories = [...ofContexts, idempotency].flatMap((context) => context.caches ?? []);
  const messaging = messagingModule({ database, consumers, parkedEvents: parked });
  const wizards = [...ofContexts, messaging].flatMap((context) => context.wizards ?? []);
  const contexts: readonly ContextModule[] = [
    ...ofContexts,
    confirmationModule({
      database,
      authorizer: tenancy.authorizer,
      routes: () => contexts.flatMap(({ routes }) => routes),
    }),
    circuitModule({ circuits }),
    hooks,
    idempotency,
    messaging,
    fileModule({ database }),
    preferenceModule(),
    sessionModule({ database, secure: secureCookies }),
    wizardModule({ database, authorizer: tenancy.authorizer, definitions: wizards }),
    cacheAdminModule({
      database,
      categories: caches === undefined ? declaredCaches : categories,
      ...copies,
    }),
  ];
  return {
    ...business,
    contexts,
    caches: categories,
    consumers,
    parkedEvents: parked,
    close: () => engine.close(),
  };
}

function permissionsOf(contexts: readonly ContextModule[]): readonly PermissionDefinition[] {
  return [platformModule(), ...contexts].flatMap((module) => module.permissions);
}
