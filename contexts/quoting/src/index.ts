export type { AcceptedQuote, QuoteSnapshot, QuotingApi } from './api.ts';
export { type QuotingDeps, type QuotingModule, quotingModule } from './module.ts';
export type { ApprovalSignal, ApprovalSignals } from './ports/approval-signals.ts';
