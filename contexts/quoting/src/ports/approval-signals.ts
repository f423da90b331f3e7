import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Quote } from '../domain/quote.ts';

/** One reason why somebody with more authority has to look. */
export interface ApprovalSignal {
  readonly code: string;
  readonly level: number;
}

/**
 * What about a priced quote needs an approval, for this actor: authority is a person's, so nothing of it is
 * part of the price. Filled by the composition root.
 */
export interface ApprovalSignals {
  raisedBy(tx: Tx, actor: Principal, quote: Quote): Promise<readonly ApprovalSignal[]>;
}

/** Where no approval rules exist, nothing needs an approval. */
export const noApprovalSignals: ApprovalSignals = { raisedBy: async () => [] };
