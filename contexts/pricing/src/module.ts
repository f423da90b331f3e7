import type { Principal } from '@quotewright/platform/auth';
import type { Caches } from '@quotewright/platform/cache';
import type { ContextModule } from '@quotewright/platform/module';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { acceleratedPricing, type CopiedPorts } from './adapters/accelerated-pricing.ts';
import { readCsv } from './adapters/csv-parse-reader.ts';
import { pgPriceIndex } from './adapters/price-index.pg.ts';
import { pgPriceListImports } from './adapters/price-list-imports.pg.ts';
import { pgPriceListVersions } from './adapters/price-list-versions.pg.ts';
import { pgPriceLists } from './adapters/price-lists.pg.ts';
import { pgPrices } from './adapters/prices.pg.ts';
import { pgPromotionRedemptions } from './adapters/promotion-redemptions.pg.ts';
import { pgPromotionUsage } from './adapters/promotion-usage.ts';
import { pgRuleSetStore } from './adapters/rule-set-store.pg.ts';
import { pgRuleSets } from './adapters/rule-sets.pg.ts';
import type { PricingApi } from './api.ts';
import { compareRequests } from './application/compare-requests.ts';
import { computedPrices } from './application/compute-price.ts';
import { derivePrice } from './application/derive-price.ts';
import { derivedPrices } from './application/derived-prices.ts';
import { discountSignals } from './application/discount-signals.ts';
import { exportPriceListVersion } from './application/export-price-list-version.ts';
import { findPriceList } from './application/find-price-list.ts';
import { findPriceListVersion } from './application/find-price-list-version.ts';
import { type ImportedPriceList, importPriceList } from './application/import-price-list.ts';
import { listPriceListVersions } from './application/list-price-list-versions.ts';
import { listPriceLists } from './application/list-price-lists.ts';
import { listPrices } from './application/list-prices.ts';
import { listPromotionUsage } from './application/list-promotion-usage.ts';
import { patientPrices } from './application/patient-prices.ts';
import { priceNow } from './application/price-now.ts';
import type { Watch } from './application/progress.ts';
import type { PublishedPriceList } from './application/publication.ts';
import { type PublishPriceList, publishPriceList } from './application/publish-price-list.ts';
import { publishRuleSet } from './application/publish-rule-set.ts';
import { listRuleSetVersions, readRuleSet, readRuleSetDraft } from './application/read-rule-set.ts';
import { type ReceiveImport, receiveImport } from './application/receive-import.ts';
import { redeemPromotions, releasePromotions } from './application/redeem-promotions.ts';
import { type ReplaceRuleSetDraft, replaceRuleSetDraft } from './application/replace-rule-set-draft.ts';
import { accountsInReach } from './application/require-subject.ts';
import { simulatePrice } from './application/simulate-price.ts';
import { pricingErrors } from './domain/errors.ts';
import { pricingEvents } from './domain/events.ts';
import type { RuleSetKey, RuleSetKind, RuleSetVersion } from './domain/rule-set.ts';
import { pricingMigrations } from './migrations.ts';
import { pricingPermissions } from './permissions.ts';
import type { Accounts, Catalog, Tenancy } from './ports/upstream.ts';
import { importPriceListJob } from './resources/import-price-list.job.ts';
import { priceComparisonRoutes } from './resources/price-comparison.resource.ts';
import { priceListVersionRoutes } from './resources/price-list-versions.resource.ts';
import { priceListRoutes } from './resources/price-lists.resource.ts';
import { priceSimulationRoutes } from './resources/price-simulation.resource.ts';
import { promotionUsageRoute } from './resources/promotion-usage.resource.ts';
import { publishPriceListJob } from './resources/publish-price-list.job.ts';
import { ruleSetRoutes } from './resources/rule-sets.resource.ts';
import { simulatePriceJob } from './resources/simulate-price.job.ts';

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
  const copies = caches && acceleratedPricing({ ...apis, caches }, tables);
  const deps = {
    ...apis,
    ...(copies?.ports ?? tables),
    prices: pgPrices,
    imports: pgPriceListImports,
    readCsv,
    versions: pgPriceListVersions,
  };
  const computed = computedPrices(deps);
  const prices = copies?.prices(derivedPrices({ ...deps, openMemo: copies.openMemo })) ?? computed;
  const price = priceNow({ ...deps, computed });
  const simulate = simulatePrice({ ...deps, prices });
  // Whatever else is computed: for answers that cannot be had from a job.
  const simulatePatiently = simulatePrice<never>({ ...deps, prices: patientPrices({ prices, computed }) });
  const receive = receiveImport(deps);
  const importReceived = importPriceList(deps);
  const publish = publishPriceList(deps);
  const replaceDraft = replaceRuleSetDraft(deps);
  const publishRules = publishRuleSet(deps);
  const inReach = accountsInReach(deps);
  return {
    name: 'pricing',
    migrations: pricingMigrations,
    errors: pricingErrors,
    events: pricingEvents,
    permissions: pricingPermissions,
    ...(copies && { caches: copies.caches, consumers: copies.consumers }),
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
      ...priceSimulationRoutes({ inReach, simulate }),
      ...priceComparisonRoutes({ inReach, compare: compareRequests({ simulate: simulatePatiently }) }),
      ...ruleSetRoutes({
        inReach,
        read: readRuleSet(deps),
        readDraft: readRuleSetDraft(deps),
        listVersions: listRuleSetVersions(deps),
        replaceDraft,
        publish: publishRules,
      }),
      promotionUsageRoute({ usage: listPromotionUsage(deps) }),
    ],
    jobs: [
      importPriceListJob(importReceived),
      publishPriceListJob(publish),
      simulatePriceJob({ database: deps.database, simulate: simulatePatiently }),
    ],
    api: {
      price,
      simulate,
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

const tables: CopiedPorts = {
  lists: pgPriceLists,
  index: pgPriceIndex,
  ruleSets: pgRuleSets,
  ruleSetStore: pgRuleSetStore,
  promotionUsage: pgPromotionUsage,
  redemptions: pgPromotionRedemptions,
};
