import { isDeepStrictEqual } from 'node:util';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { canonicalCodes, type Quote } from '../domain/quote.ts';
import { requireFuture } from './create-quote.ts';
import { lockQuote, type QuoteChange } from './lock-quote.ts';
import { type MoveQuoteDeps, moveQuote, requireTransition } from './move-quote.ts';

type Changeable =
  | 'name'
  | 'owner'
  | 'currency'
  | 'market'
  | 'channel'
  | 'partner'
  | 'place'
  | 'promotionCodes'
  | 'validUntil';

export interface ChangeQuote extends QuoteChange {
  /** Only what is named changes. */
  readonly changes: Partial<Pick<Quote, Changeable>>;
}

/** Edits the head; a priced quote is a draft again, because any of it may be part of a price. What changes nothing does nothing. */
export const changeQuote = (deps: MoveQuoteDeps) => {
  const lock = lockQuote(deps);
  const move = moveQuote(deps);
  return async (tx: Tx, actor: Principal, command: ChangeQuote): Promise<Quote> => {
    const quote = await lock(tx, command);
    const { promotionCodes, ...others } = command.changes;
    const changes = {
      ...others,
      ...(promotionCodes !== undefined && { promotionCodes: canonicalCodes(promotionCodes) }),
    };
    requireTransition(tx, quote, { command: 'edit' });
    if (changes.validUntil !== undefined) requireFuture(tx, changes.validUntil);
    const changed = (Object.keys(changes) as Changeable[]).filter(
      (key) => !isDeepStrictEqual(changes[key], quote[key]),
    );
    if (changed.length === 0) return quote;
    return move(tx, actor, quote, { command: 'edit', changes, detail: { changed: changed.sort() } });
  };
};
