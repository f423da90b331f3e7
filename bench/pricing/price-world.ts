import { type RedisService, startRedis } from '@quotewright/acceleration/testing';
import { type TenantId, tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { loadConfig } from '@quotewright/platform/config';
import { type Installation, openInstallation } from '../../apps/server/src/compose/installation.ts';
import { startPostgres } from '../../scripts/services/postgres.ts';
import { catalogOf, contractPricesOf, PROMOTIONS, priceListOf } from './price-documents.ts';

/** Tenants with price lists of different lengths, on private servers, and processes of one installation as nodes. */
export interface PriceWorld {
  readonly databaseUrl: string;
  readonly redis: RedisService;
  /** Without copies: PostgreSQL and the engine. */
  readonly uncached: Installation;
  /** A node with a memory of its own; as configured by default, on the Redis of the others, where nothing is said. */
  node(settings?: NodeSettings): Promise<Installation>;
  /** Another Redis, for a node that has nothing in common with the others. */
  anotherRedis(): Promise<RedisService>;
  /** A tenant whose published list has so many rows: made through the ordinary import and publication. */
  tenantWith(rows: number): Promise<TenantId>;
  /** An account that has agreed prices of its own for the first offerings; its id. */
  accountWithContract(tenant: TenantId, offerings: number): Promise<string>;
  stop(): Promise<void>;
}

interface NodeSettings {
  readonly memory?: string;
  readonly redis?: RedisService;
}

export async function startPriceWorld(): Promise<PriceWorld> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    const postgres = await startPostgres();
    stops.push(() => postgres.stop());
    const anotherRedis = async () => {
      const redis = await startRedis();
      stops.push(() => redis.stop());
      return redis;
    };
    const redis = await anotherRedis();
    const open = async (environment: Readonly<Record<string, string>>) => {
      const installation = await openInstallation(loadConfig({ DATABASE_URL: postgres.url, ...environment }));
      stops.push(() => installation.close());
      await installation.caches?.layer.ready();
      return installation;
    };
    const uncached = await open({ QUOTEWRIGHT_CACHE: 'off' });
    const { database, modules } = uncached;
    return {
      databaseUrl: postgres.url,
      redis,
      uncached,
      anotherRedis,
      node: ({ memory, redis: own = redis } = {}) =>
        open({
          REDIS_URL: own.url,
          ...(memory !== undefined && { QUOTEWRIGHT_CACHE_MEMORY: memory }),
        }),
      async tenantWith(rows) {
        const tenant = tenantId(`rows-${rows}`);
        const actor = systemPrincipal(tenant, 'bench');
        const work = { tenant, actor };
        await database.withTenant(tenant, 'write', (tx) =>
          modules.tenancy.createTenant(tx, actor, { name: `${rows} price rows` }),
        );
        await modules.catalog.commands.importCatalog(work, Buffer.from(JSON.stringify(catalogOf(rows))));
        await modules.catalog.commands.publishCatalog(work);
        const document = priceListOf(rows);
        const { id: priceListId } = document.priceList;
        const { commands } = modules.pricing;
        await commands.importPriceList(actor, { priceListId, document });
        await commands.publishPriceList(actor, { priceListId });
        await commands.publishRuleSet(actor, { kind: 'promotions', document: PROMOTIONS });
        // As after a while in operation: plans by statistics, not by guess.
        await database.asOwner((session) => session.query('analyze'));
        return tenant;
      },
      async accountWithContract(tenant, offerings) {
        const actor = systemPrincipal(tenant, 'bench');
        const { id } = await database.withTenant(tenant, 'write', (tx) =>
          modules.accounts.createAccount(tx, actor, {
            name: 'Initech',
            type: 'customer',
            segment: 'enterprise',
            customerType: 'business',
          }),
        );
        const document = contractPricesOf(offerings);
        await modules.pricing.commands.publishRuleSet(actor, {
          kind: 'contractPrices',
          subject: id,
          document,
        });
        return id;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
