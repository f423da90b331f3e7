import { type Reach, reaches } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { QuoteStore } from '../ports/quote-store.ts';

export type QuoteInReach = (tx: Tx, reach: Reach, quoteId: string) => Promise<void>;

/** Throws `QUOTE_NOT_FOUND` for what the caller does not reach, as for what is not there. */
export const quoteInReach =
  ({ quotes }: { readonly quotes: Pick<QuoteStore, 'find'> }): QuoteInReach =>
  async (tx, reach, quoteId) => {
    if (reach === 'all') return;
    const quote = await quotes.find(tx, quoteId);
    if (quote === undefined || !reaches(reach, quote.owner))
      throw fail('QUOTE_NOT_FOUND', 'there is no such quote');
  };
