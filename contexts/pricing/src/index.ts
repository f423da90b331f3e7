export type { PricedQuote, PriceRequest, PriceRequestLine, PricingApi } from './api.ts';
export type { ImportedPriceList } from './application/import-price-list.ts';
export type { Watch } from './application/progress.ts';
export type { PublishedPriceList } from './application/publication.ts';
export type { PinnedPriceList, PriceInput, PriceInputLine } from './domain/price-input.ts';
export { PRICE_LIST_FORMAT, type PriceListDocument } from './domain/price-list-document.ts';
export type {
  ChargeType,
  ExplanationStep,
  PricedCharge,
  PricedLine,
  PriceResult,
  PriceTotals,
  RecurringPeriod,
} from './domain/price-result.ts';
export { renderExplanation } from './domain/render-explanation.ts';
export { type PricingCommands, type PricingDeps, type PricingModule, pricingModule } from './module.ts';
