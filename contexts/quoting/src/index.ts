export type { AcceptedQuote, QuoteSnapshot, QuotingApi, TakeAcceptedQuote } from './api.ts';
export type { PriceVerification } from './application/verify-kept-prices.ts';
export type { ApprovalSignal } from './domain/approval.ts';
export type { PriceDivergence } from './domain/price-divergence.ts';
export { type QuotingDeps, type QuotingModule, quotingModule } from './module.ts';
export type { ApprovalSignals } from './ports/approval-signals.ts';
export type { ConfigurationRules } from './ports/configuration-rules.ts';
export type { PriceAlarm } from './ports/price-alarm.ts';
export { type FrozenSchemas, frozenSchemas } from './resources/frozen.schema.ts';
