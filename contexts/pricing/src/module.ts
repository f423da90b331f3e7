import { systemClock } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import { acceleratedReads, type Caches } from '@quotewright/platform/cache';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { readCsv } from './adapters/csv-parse-reader.ts';
import { pgPriceListImports } from './adapters/price-list-imports.pg.ts';
import { pgPriceListVersions } from './adapters/price-list-versions.pg.ts';
import { acceleratedPriceLists } from './adapters/price-lists.accelerated.ts';
import { pgPriceLists } from './adapters/price-lists.pg.ts';
import { priceWarmth } from './adapters/price-warmth.ts';
import { acceleratedPrices } from './adapters/prices.accelerated.ts';
import { pgPrices } from './adapters/prices.pg.ts';
import { pricingCachesConsumer } from './adapters/pricing-caches.accelerated.ts';
import { pricingCopies } from './adapters/pricing-copies.ts';
import { keysOfPricing } from './adapters/pricing-keys.ts';
import { pgPromotionRedemptions } from './adapters/promotion-redemptions.pg.ts';
import { forgettingRuleSetStore } from './adapters/rule-set-store.accelerated.ts';
import { pgRuleSetStore } from './adapters/rule-set-store.pg.ts';
import { acceleratedRuleSets } from './adapters/rule-sets.accelerated.ts';
import { pgRuleSets } from './adapters/rule-sets.pg.ts';
import type { PricingApi } from './api.ts';
import { compareRequests } from './application/compare-requests.ts';
import { derivePrice } from './application/derive-price.ts';
import { discountSignals } from './application/discount-signals.ts';
import { exportPriceListVersion } from './application/export-price-list-version.ts';
import { findPriceList } from './application/find-price-list.ts';
import { findPriceListVersion } from './application/find-price-list-version.ts';
import { type ImportedPriceList, importPriceList } from './application/import-price-list.ts';
import { listPriceListVersions } from './application/list-price-list-versions.ts';
import { listPriceLists } from './application/list-price-lists.ts';
import { listPrices } from './application/list-prices.ts';
import { listPromotionUsage } from './application/list-promotion-usage.ts';
import { priceNow } from './application/price-now.ts';
import type { Watch } from './application/progress.ts';
import type { PublishedPriceList } from './application/publication.ts';
import { type PublishPriceList, publishPriceList } from './application/publish-price-list.ts';
import { publishRuleSet } from './application/publish-rule-set.ts';
import { listRuleSetVersions, readRuleSet, readRuleSetDraft } from './application/read-rule-set.ts';
import { type ReceiveImport, receiveImport } from './application/receive-import.ts';
import { redeemPromotions, releasePromotions } from './application/redeem-promotions.ts';
import { type ReplaceRuleSetDraft, replaceRuleSetDraft } from './application/replace-rule-set-draft.ts';
import { requireCatalog } from './application/require-catalog.ts';
import { pricingErrors } from './domain/errors.ts';
import { pricingEvents } from './domain/events.ts';
import type { RuleSetKey, RuleSetKind, RuleSetVersion } from './domain/rule-set.ts';
import { pricingMigrations } from './migrations.ts';
import { pricingPermissions } from './permissions.ts';
import type { PriceLists } from './ports/price-lists.ts';
import type { PriceWarmth } from './ports/price-warmth.ts';
import type { Prices } from './ports/prices.ts';
import type { RuleSetStore } from './ports/rule-set-store.ts';
import type { RuleSets } from './ports/rule-sets.ts';
import type { Accounts, Catalog, Tenancy } from './ports/upstream.ts';
import { importPriceListJob } from './resources/import-price-list.job.ts';
import { priceComparisonRoutes } from './resources/price-comparison.resource.ts';
import { priceListVersionRoutes } from './resources/price-list-versions.resource.ts';
import { priceListRoutes } from './resources/price-lists.resource.ts';
import { priceSimulationRoutes } from './resources/price-simulation.resource.ts';
import { promotionUsageRoute } from './resources/promotion-usage.resource.ts';
import { publishPriceListJob } from './resources/publish-price-list.job.ts';
import { ruleSetRoutes } from './resources/rule-sets.resource.ts';

export interface PricingDeps {
  readonly database: Database;
  readonly tenancy: Tenancy;
  readonly accounts: Accounts;
  readonly catalog: Catalog;
  /** Absent: PostgreSQL answers everything. */
  readonly caches?: Caches;
}

/** What the routes do as jobs, for callers without HTTP. They open their own transactions, in the actor's tenant. */
export interface PricingCommands {
  /** Keeps the document and makes it the draft, whole or not at all. Throws `PRICE_LIST_INVALID` with pointers. */
  importPriceList(actor: Principal, command: ReceiveImport, watch?: Watch): Promise<ImportedPriceList>;
  /** Publishes the draft as the next version. Throws `PRICE_LIST_UNCHANGED` when it is the active version already. */
  publishPriceList(actor: Principal, command: PublishPriceList, watch?: Watch): Promise<PublishedPriceList>;
  /** Makes the document the draft and publishes it, in one transaction. Throws as the routes do. */
  publishRuleSet(actor: Principal, command: PublishDocument): Promise<RuleSetVersion>;
}

interface PublishDocument extends Pick<ReplaceRuleSetDraft, 'document'> {
  readonly kind: RuleSetKind;
  /** The account, of contract prices only. */
  readonly subject?: string;
}

export interface PricingModule extends ContextModule {
  readonly api: PricingApi;
  readonly commands: PricingCommands;
  /** Of a rule set; undefined before its first publication. */
  activeRuleSetVersion(tx: Tx, key: RuleSetKey): Promise<number | undefined>;
}

export function pricingModule({ caches, ...apis }: PricingDeps): PricingModule {
  const { stores, ...copied } = caches === undefined ? { stores: tables } : fromCopies(apis, caches);
  const deps = {
    ...apis,
    ...stores,
    imports: pgPriceListImports,
    readCsv,
    versions: pgPriceListVersions,
    redemptions: pgPromotionRedemptions,
    promotionUsage: pgPromotionRedemptions,
  };
  const price = priceNow(deps);
  const receive = receiveImport(deps);
  const importReceived = importPriceList(deps);
  const publish = publishPriceList(deps);
  const replaceDraft = replaceRuleSetDraft(deps);
  const publishRules = publishRuleSet(deps);
  return {
    name: 'pricing',
    migrations: pricingMigrations,
    errors: pricingErrors,
    events: pricingEvents,
    permissions: pricingPermissions,
    ...copied,
    routes: [
      ...priceListRoutes({
        listPriceLists: listPriceLists(deps),
        findPriceList: findPriceList(deps),
        receiveImport: receive,
      }),
      ...priceListVersionRoutes({
        listVersions: listPriceListVersions(deps),
        findVersion: findPriceListVersion(deps),
        exportVersion: exportPriceListVersion(deps),
        listPrices: listPrices(deps),
      }),
      ...priceSimulationRoutes({ price, require: requireCatalog(deps) }),
      ...priceComparisonRoutes({ compare: compareRequests({ price }), require: requireCatalog(deps) }),
      ...ruleSetRoutes({
        read: readRuleSet(deps),
        readDraft: readRuleSetDraft(deps),
        listVersions: listRuleSetVersions(deps),
        replaceDraft,
        publish: publishRules,
      }),
      promotionUsageRoute({ usage: listPromotionUsage(deps) }),
    ],
    jobs: [importPriceListJob(importReceived), publishPriceListJob(publish)],
    api: {
      price,
      derive: derivePrice(deps),
      discountSignals: discountSignals(deps),
      redeemPromotions: redeemPromotions(deps),
      releasePromotions: releasePromotions(deps),
      activeVersion: async (tx, priceListId) => (await deps.lists.find(tx, priceListId))?.activeVersion,
    },
    activeRuleSetVersion: async (tx, key) => (await deps.ruleSetStore.find(tx, key))?.activeVersion,
    commands: {
      async importPriceList(actor, command, watch) {
        const importId = await deps.database.withTenant(actor.tenant, 'write', (tx) =>
          receive(tx, actor, command),
        );
        return importReceived(actor, importId, watch);
      },
      publishPriceList: publish,
      publishRuleSet: (actor, { kind, subject = '', document }) =>
        deps.database.withTenant(actor.tenant, 'write', async (tx) => {
          await replaceDraft(tx, actor, { kind, subject, document });
          return publishRules(tx, actor, { kind, subject });
        }),
    },
  };
}

interface PricingStores {
  readonly lists: PriceLists;
  readonly prices: Prices;
  readonly ruleSets: RuleSets;
  readonly ruleSetStore: RuleSetStore;
  readonly warmth?: PriceWarmth;
}

const tables: PricingStores = {
  lists: pgPriceLists,
  prices: pgPrices,
  ruleSets: pgRuleSets,
  ruleSetStore: pgRuleSetStore,
};

interface CopiedPricing extends Pick<ContextModule, 'caches' | 'consumers'> {
  readonly stores: PricingStores;
}

function fromCopies(
  { database, catalog }: Pick<PricingDeps, 'database' | 'catalog'>,
  caches: Caches,
): CopiedPricing {
  const reads = acceleratedReads({ caches, database, clock: systemClock });
  const keys = keysOfPricing(caches);
  const prices = acceleratedPrices(tables.prices, reads);
  return {
    stores: {
      lists: acceleratedPriceLists(tables.lists, reads, caches, keys),
      prices,
      warmth: priceWarmth({ database, prices }),
      ruleSets: acceleratedRuleSets(tables.ruleSets, reads),
      ruleSetStore: forgettingRuleSetStore(tables.ruleSetStore, caches, keys),
    },
    caches: pricingCopies(caches, catalog),
    consumers: [pricingCachesConsumer(caches, keys)],
  };
}
