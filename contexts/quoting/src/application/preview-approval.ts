import { DomainError, type FieldError } from '@quotewright/kernel';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { ApprovalSignal } from '../domain/approval.ts';
import type { Quote } from '../domain/quote.ts';
import { type RaiseSignalsDeps, raiseSignals } from './raise-signals.ts';

export interface ApprovalPreview {
  readonly signals: readonly ApprovalSignal[];
  /** Why submitting would be refused. */
  readonly refusal?: {
    readonly code: string;
    readonly detail: string;
    readonly errors: readonly FieldError[];
  };
}

/** What submitting a priced quote would raise if this actor did it now. Nothing of it is kept. */
export const previewApproval = (deps: RaiseSignalsDeps) => {
  const raise = raiseSignals(deps);
  return async (tx: Tx, actor: Principal, quote: Quote): Promise<ApprovalPreview> => {
    try {
      return { signals: await raise(tx, actor, quote) };
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unprocessable') throw error;
      const { code, message, details } = error;
      return { signals: [], refusal: { code, detail: message, errors: details.errors ?? [] } };
    }
  };
};
