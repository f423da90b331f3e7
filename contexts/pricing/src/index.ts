export { PRICE_CATEGORIES as priceCategories } from './adapters/price-result-copies.ts';
export type {
  DiscountSignal,
  PricedQuote,
  PriceRequest,
  PriceRequestLine,
  PricingApi,
  PromotionRedemption,
  Reading,
  SimulatedPrice,
  SimulationTerms,
} from './api.ts';
export type { ImportedPriceList } from './application/import-price-list.ts';
export type { Watch } from './application/progress.ts';
export type { PublishedPriceList } from './application/publication.ts';
export { comparePrices } from './domain/compare-prices.ts';
export type { Adjustment } from './domain/price-adjustment.ts';
export type { PriceComparison } from './domain/price-comparison.ts';
export type { CharacteristicValue } from './domain/price-conditions.ts';
export type {
  Characteristics,
  ManualAdjustment,
  PinnedPriceList,
  PriceInput,
  PriceInputLine,
} from './domain/price-input.ts';
export { PRICE_LIST_FORMAT, type PriceListDocument } from './domain/price-list-document.ts';
export type {
  ChargeType,
  ExplanationStep,
  FirstPeriod,
  PricedCharge,
  PricedLine,
  PricePhase,
  PriceResult,
  PriceTotals,
  RecurringPeriod,
} from './domain/price-result.ts';
export { renderExplanation } from './domain/render-explanation.ts';
export { type PricingCommands, type PricingDeps, type PricingModule, pricingModule } from './module.ts';
