import type { Tx } from '@quotewright/platform/postgres';
import { renderExplanation } from '@quotewright/pricing';
import { fail } from '../domain/errors.ts';
import type { KeptPrice } from '../ports/revision-store.ts';
import { findRevision, type ReadRevisionsDeps } from './read-revisions.ts';

export interface PriceExplanation extends KeptPrice {
  readonly quoteId: string;
  readonly revision: number;
  /** The same in words. */
  text(): string;
}

/**
 * The frozen price of a revision, by default the live one, with every step of its calculation. Throws
 * `QUOTE_NOT_FOUND`, `QUOTE_REVISION_NOT_FOUND`, `QUOTE_NOT_PRICED`.
 */
export const explainPrice = (deps: ReadRevisionsDeps) => {
  const find = findRevision(deps);
  return async (tx: Tx, quoteId: string, number?: number): Promise<PriceExplanation> => {
    const { revision } = (await find(tx, quoteId, number)).revision;
    const kept = await deps.revisions.findPriced(tx, { id: quoteId, revision });
    if (kept === undefined) throw fail('QUOTE_NOT_PRICED', `revision ${revision} has no price`);
    return { ...kept, quoteId, revision, text: () => renderExplanation(kept.result) };
  };
};
