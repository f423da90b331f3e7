import type { CatalogApi } from '@quotewright/catalog';
import type { ContextModule } from '@quotewright/platform/module';
import type { TenancyApi } from '@quotewright/tenancy';
import type { ConfigurationApi } from './api.ts';
import { askConfiguration } from './application/ask-configuration.ts';
import { compatibilityRuleChanged } from './application/compatibility-rule-changed.ts';
import { evaluateForOthers } from './application/evaluate-for-others.ts';
import { configurationErrors } from './domain/errors.ts';
import { configurationPermissions } from './permissions.ts';
import type { ConfigurationEngine } from './ports/configuration-engine.ts';
import { configurationRoutes } from './resources/configuration.resource.ts';

export interface ConfigurationDeps {
  readonly tenancy: TenancyApi;
  readonly catalog: CatalogApi;
  readonly engine: ConfigurationEngine;
}

export interface ConfigurationModule extends ContextModule {
  readonly api: ConfigurationApi;
}

export function configurationModule(deps: ConfigurationDeps): ConfigurationModule {
  return {
    name: 'configuration',
    errors: configurationErrors,
    events: [compatibilityRuleChanged],
    permissions: configurationPermissions,
    routes: configurationRoutes(askConfiguration(deps)),
    jobs: [],
    api: { evaluate: evaluateForOthers(deps) },
  };
}
