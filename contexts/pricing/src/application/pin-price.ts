import type { Account } from '@quotewright/accounts';
import type { PublishedOffering } from '@quotewright/catalog';
import { currency as currencyOf, dateInZone, type FieldError, minorUnit } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import type { TenantConfig } from '@quotewright/tenancy';
import type { CanonicalLine } from '../domain/canonical-lines.ts';
import { type CanonicalRequest, readRequest } from '../domain/canonical-request.ts';
import { ENGINE_VERSION } from '../domain/engine.ts';
import { fail, refusal } from '../domain/errors.ts';
import { inputHashOf } from '../domain/price-identity.ts';
import type { PinnedPriceList, PriceInput, PriceInputLine } from '../domain/price-input.ts';
import type { PriceRequest } from '../domain/price-request.ts';
import type { PriceLists } from '../ports/price-lists.ts';
import type { PinnedPrice } from '../ports/prices-of-inputs.ts';
import type { PromotionUsage } from '../ports/promotion-usage.ts';
import type { ActiveRuleSets, RuleSets } from '../ports/rule-sets.ts';
import type { Accounts, Catalog, Tenancy } from '../ports/upstream.ts';
import { resolvePromotions } from './resolve-promotions.ts';

export interface PinPriceDeps {
  readonly tenancy: Tenancy;
  readonly accounts: Accounts;
  readonly catalog: Catalog;
  readonly lists: PriceLists;
  readonly ruleSets: RuleSets;
  readonly promotionUsage: PromotionUsage;
}

/**
 * Turns a request into the input that decides its price: defaults filled in, versions pinned, everything in
 * canonical form. The number of reads does not depend on the number of lines, and no price is read yet: whoever has
 * met the input before need not read any.
 */
export const pinPrice =
  (deps: PinPriceDeps) =>
  async (tx: Tx, request: PriceRequest): Promise<PinnedPrice> => {
    const read = readRequest(request);
    if (!read.ok) throw refusal(read.errors);
    const config = await deps.tenancy.tenantConfig(tx);
    const asked = read.request;
    const currency = asked.currency ?? currencyOf(config.defaultCurrency);

    // What copies may answer comes first: once a table has been asked, the tables answer everything.
    const version = await findCatalogVersion(deps, tx, asked);
    const priceList = await deps.lists.findActive(tx, currency);
    const offerings = version.published
      ? await deps.catalog.findOfferings(tx, version.catalogVersion, offeringIdsOf(asked))
      : new Map<string, PublishedOffering>();
    const { accountId } = asked;
    const account = accountId === undefined ? undefined : await deps.accounts.findAccount(tx, accountId);
    const ruleSets = await deps.ruleSets.active(tx, account?.id ?? null, codesOf(asked));
    const day = asked.effectiveDate ?? dateInZone(tx.now, config.timeZone);
    const situation = { currency, day, accountId: account?.id ?? null };
    const promotions = await resolvePromotions(deps, tx, asked, ruleSets, situation);

    const errors = [
      ...(accountId !== undefined && account === undefined ? [ACCOUNT_UNKNOWN] : []),
      ...(version.published ? [] : [catalogVersionUnknown(version.catalogVersion)]),
      ...(priceList === undefined ? [priceListMissing(currency)] : []),
      ...promotions.errors,
    ];
    if (priceList === undefined || errors.length > 0) throw refusal(errors);
    const { catalogVersion } = version;
    const lines = pinLines(asked.lines, offerings, catalogVersion);
    const { exhausted } = promotions;
    const pinned = { currency, day, catalogVersion, priceList, ruleSets, exhausted, lines };
    const input = inputOf(tx, asked, config, account, pinned);
    return { input, inputHash: inputHashOf(input), offerings, ruleSets };
  };

const offeringIdsOf = ({ lines }: CanonicalRequest) => lines.map(({ offeringId }) => offeringId);
const codesOf = ({ promotionCodes }: CanonicalRequest) => promotionCodes.map(({ code }) => code);

const ACCOUNT_UNKNOWN: FieldError = {
  pointer: '/accountId',
  code: 'ACCOUNT_UNKNOWN',
  reason: 'there is no such account',
};

function catalogVersionUnknown(version: number): FieldError {
  const reason = `catalog version ${version} was never published`;
  return { pointer: '/catalogVersion', code: 'CATALOG_VERSION_UNKNOWN', reason };
}

function priceListMissing(currency: string): FieldError {
  const reason = `no price list in ${currency} has been published`;
  return { pointer: '/currency', code: 'PRICE_LIST_MISSING', reason };
}

async function findCatalogVersion(
  { catalog }: PinPriceDeps,
  tx: Tx,
  { catalogVersion }: CanonicalRequest,
): Promise<{ readonly catalogVersion: number; readonly published: boolean }> {
  if (catalogVersion !== undefined) {
    return { catalogVersion, published: await catalog.isPublished(tx, catalogVersion) };
  }
  const active = await catalog.activeVersion(tx);
  if (active === undefined) throw fail('CATALOG_MISSING', 'there is nothing to price yet');
  return { catalogVersion: active, published: true };
}

function pinLines(
  lines: readonly CanonicalLine[],
  offerings: ReadonlyMap<string, PublishedOffering>,
  catalogVersion: number,
): readonly PriceInputLine[] {
  const errors: FieldError[] = [];
  const pinned = lines.flatMap(({ termMonths, manualAdjustments, ...line }, index): PriceInputLine[] => {
    const offering = offerings.get(line.offeringId);
    if (offering === undefined) {
      const reason = `catalog version ${catalogVersion} has no offering "${line.offeringId}"`;
      errors.push({ pointer: `/lines/${index}/offeringId`, code: 'OFFERING_UNKNOWN', reason });
      return [];
    }
    return [
      {
        ...line,
        offeringHash: offering.contentHash,
        configurationHash: null,
        ruleSetVersion: null,
        action: 'add',
        termMonths: termMonths ?? null,
        manualOverride: manualAdjustments ?? null,
        installedBase: null,
      },
    ];
  });
  if (errors.length > 0) throw refusal(errors);
  return pinned;
}

interface Pinned {
  readonly currency: ReturnType<typeof currencyOf>;
  readonly day: string;
  readonly catalogVersion: number;
  readonly priceList: PinnedPriceList;
  readonly ruleSets: ActiveRuleSets;
  readonly exhausted: readonly string[];
  readonly lines: readonly PriceInputLine[];
}

function inputOf(
  tx: Tx,
  asked: CanonicalRequest,
  config: TenantConfig,
  account: Account | undefined,
  { currency, day, catalogVersion, priceList, ruleSets, exhausted, lines }: Pinned,
): PriceInput {
  return {
    tenant: tx.tenant,
    account: account?.id ?? null,
    contractSetVersion: ruleSets.contractPrices?.version ?? null,
    customerSegment: account?.segment ?? null,
    accountType: account?.type ?? null,
    customerType: account?.customerType ?? null,
    channel: asked.channel ?? config.defaultChannel,
    market: asked.market ?? account?.market ?? config.defaultMarket,
    place: asked.place ?? null,
    partner: asked.partner ?? null,
    currency,
    effectiveDate: day,
    catalogVersion,
    priceLists: [priceList],
    promotionSetVersion: ruleSets.promotions?.version ?? null,
    discountPolicyVersion: ruleSets.discountPolicy?.version ?? null,
    tenantConfigVersion: config.version,
    roundingDecimals: config.roundingDecimals[currency] ?? minorUnit(currency),
    promotionCodes: codesOf(asked),
    ...(exhausted.length === 0 ? {} : { exhaustedPromotions: exhausted }),
    lines,
    engineVersion: ENGINE_VERSION,
  };
}
