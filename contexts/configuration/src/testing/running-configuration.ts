import { type CatalogOverHttp, runCatalogOverHttp } from '@quotewright/catalog/testing';
import { ManualClock } from '@quotewright/kernel/testing';
import {
  type TestAnswer,
  type TestEngine,
  type TestPrincipal,
  testServer,
} from '@quotewright/platform/testing';
import { tenancyInMemory } from '@quotewright/tenancy/testing';
import { inProcessEngine } from '../adapters/in-process-engine.ts';
import { configurationStep } from '../application/publication-step.ts';
import { type ConfigurationModule, configurationModule } from '../module.ts';

export interface RunningConfiguration {
  /** The real catalog, which publishes rules too. */
  readonly catalog: CatalogOverHttp;
  readonly configuration: ConfigurationModule;
  post(
    path: string,
    body: unknown,
    as?: TestPrincipal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TestAnswer>;
  close(): Promise<void>;
}

const SALES: TestPrincipal = { tenant: 'acme', subject: 'sam', roles: ['sales'] };

/** The context with the real engine over a real catalog, late in the evening of 1 March 2026 in UTC. */
export async function runConfiguration(engine: TestEngine): Promise<RunningConfiguration> {
  const clock = new ManualClock('2026-03-01T23:30:00.000Z');
  const configurator = inProcessEngine();
  const catalog = await runCatalogOverHttp({ engine, clock, steps: [configurationStep(configurator)] });
  const configuration = configurationModule({
    tenancy: tenancyInMemory({ timeZone: 'Europe/Berlin' }),
    catalog: catalog.catalog.api,
    engine: configurator,
  });
  const server = await testServer({
    modules: [catalog.catalog, configuration],
    database: catalog.database.db,
    clock,
  });
  return {
    catalog,
    configuration,
    post: (path, body, as = SALES, headers = {}) =>
      server.request('POST', `/configurations/${path}`, { as, body, headers }),
    async close() {
      await server.close();
      await configurator.close();
      await catalog.close();
    },
  };
}
