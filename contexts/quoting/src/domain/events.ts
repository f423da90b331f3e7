import type { JsonObject } from '@quotewright/kernel';
import type { DomainEvent } from '@quotewright/platform/messaging';
import type { Quote } from './quote.ts';

/** One shape for every event of a quote: where it stands now, and what the event adds. */
export function quoteEvent(type: string, quote: Quote, more: JsonObject = {}): DomainEvent {
  return {
    type,
    schemaVersion: 1,
    aggregate: { type: 'quote', id: quote.id },
    data: {
      quoteId: quote.id,
      number: quote.number,
      revision: quote.revision,
      state: quote.state,
      version: quote.version,
      accountId: quote.accountId,
      ...more,
    },
  };
}
