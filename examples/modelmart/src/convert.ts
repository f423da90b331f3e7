import { Decimal, decimalText } from '@quotewright/kernel';
import { CHARGES, type ChargeMapping } from './charges.ts';
import type { ConversionNote, ConversionReport } from './conversion-report.ts';
import type { CatalogDocument, Offering, PriceListDocument, PriceRow } from './documents.ts';
import { identifiersOf } from './identifiers.ts';
import { type PricePeriod, periodsOf } from './periods.ts';
import type { SourceModel, SourcePrices, SourceProvider, TieredPrice } from './source.ts';

export interface Conversion {
  readonly catalog: CatalogDocument;
  readonly priceList: PriceListDocument;
  readonly report: ConversionReport;
}

const SPECIFICATION_ID = 'ai-model';
const MAX_DECIMALS = 12;

/** Turns the price collection into one catalog and one price list. Pure: the same source gives the same documents. */
export function convert(providers: readonly SourceProvider[]): Conversion {
  const notes: ConversionNote[] = [];
  const offerings: Offering[] = [];
  const prices: PriceRow[] = [];
  for (const provider of providers) {
    const identifiers = identifiersOf(provider, notes);
    for (const model of provider.models) {
      const offeringId = identifiers.get(model.id) as string;
      offerings.push(offeringOf(provider, model, offeringId));
      prices.push(...pricesOf(provider, model, offeringId, notes));
    }
    notes.push({
      code: 'MATCHING_NOT_MAPPED',
      provider: provider.id,
      note: 'rules that recognise a model or read usage from a reply (match, extractors, …) describe no product',
    });
  }
  return {
    catalog: {
      format: 'quotewright/catalog@1',
      sections: {
        'catalog/specifications@1': { items: [SPECIFICATION] },
        'catalog/categories@1': { items: providers.map(({ id, name }) => ({ id, name })) },
        'catalog/offerings@1': { items: offerings },
      },
    },
    priceList: {
      format: 'quotewright/price-list@1',
      priceList: { id: 'usd', name: 'AI model usage, US dollars', currency: 'USD' },
      prices,
    },
    report: {
      providers: providers.length,
      models: offerings.length,
      prices: prices.length,
      tieredPrices: prices.filter((row) => row.model === 'volume').length,
      datedPrices: prices.filter((row) => row.validity !== undefined).length,
      notes,
    },
  };
}

const SPECIFICATION = {
  id: SPECIFICATION_ID,
  name: 'AI model',
  description: 'A language, embedding or audio model that is used over its provider’s API and billed by use.',
  characteristics: [
    {
      id: 'context-window',
      name: 'Context window',
      type: 'integer',
      range: { min: 1, max: 100_000_000 },
      unit: 'token',
      minCardinality: 0,
      maxCardinality: 1,
    },
  ],
} as const;

function offeringOf(provider: SourceProvider, model: SourceModel, id: string): Offering {
  const comments = [model.price_comments, provider.price_comments].filter((text) => text !== undefined);
  return {
    id,
    name: model.name ?? model.id,
    ...(model.description === undefined ? {} : { description: model.description.trim() }),
    specificationId: SPECIFICATION_ID,
    categoryIds: [provider.id],
    unit: { name: 'subscription', fractions: false },
    lifecycle: model.deprecated === true ? 'retired' : 'active',
    ...(model.context_window === undefined
      ? {}
      : { characteristicValues: [{ characteristicId: 'context-window', values: [model.context_window] }] }),
    externalIds: { model: model.id },
    attributes: {
      provider: provider.name,
      ...(comments.length === 0 ? {} : { priceNote: oneLine(comments.join(' ')) }),
      ...(provider.pricing_urls === undefined ? {} : { pricingPages: provider.pricing_urls.join(' ') }),
    },
  };
}

/** An attribute is one line of at most 1,000 characters. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 1000);
}

function pricesOf(
  provider: SourceProvider,
  model: SourceModel,
  offeringId: string,
  notes: ConversionNote[],
): PriceRow[] {
  const rows = periodsOf(provider, model, notes).flatMap((period) =>
    rowsOfPeriod(offeringId, period, (code, note) =>
      notes.push({ code, provider: provider.id, model: model.id, note }),
    ),
  );
  if (rows.length === 0) {
    notes.push({
      code: 'NO_PRICE',
      provider: provider.id,
      model: model.id,
      note: 'the source gives no price: listed, but not priced',
    });
  }
  return rows;
}

function rowsOfPeriod(
  offeringId: string,
  { prices, validity, suffix }: PricePeriod,
  note: (code: ConversionNote['code'], text: string) => void,
): PriceRow[] {
  for (const field of Object.keys(prices)) {
    if (!CHARGES.some((charge) => charge.field === field))
      note('PRICE_FIELD_UNKNOWN', `price field ${field} is not mapped`);
  }
  const tierBasis = {
    kind: 'sumOf',
    charges: CHARGES.filter((c) => c.isInput && c.field in prices).map((c) => c.id),
  } as const;
  return CHARGES.filter((charge) => charge.field in prices).map((charge) => ({
    id: `${offeringId}.${charge.id}${suffix}`,
    offeringId,
    charge: { id: charge.id, name: charge.name, type: 'usage', unit: charge.unit, per: charge.per },
    ...amountOf(charge, prices, tierBasis, note),
    ...(validity === undefined ? {} : { validity }),
  }));
}

function amountOf(
  charge: ChargeMapping,
  prices: SourcePrices,
  tierBasis: { readonly kind: 'sumOf'; readonly charges: readonly string[] },
  note: (code: ConversionNote['code'], text: string) => void,
): Pick<PriceRow, 'model' | 'amount' | 'tiers' | 'tierBasis'> {
  const price = prices[charge.field] as number | TieredPrice;
  const text = (value: number): string => {
    const exact = new Decimal(String(value));
    const kept = exact.toDecimalPlaces(MAX_DECIMALS, Decimal.ROUND_HALF_UP);
    if (!kept.equals(exact)) note('PRICE_ROUNDED', `${charge.field} ${value} kept as ${decimalText(kept)}`);
    return decimalText(kept);
  };
  if (typeof price === 'number') return { model: 'flat', amount: text(price) };
  return {
    model: 'volume',
    tierBasis,
    tiers: [
      { above: '0', amount: text(price.base) },
      ...price.tiers.map((tier) => ({ above: String(tier.start), amount: text(tier.price) })),
    ],
  };
}
