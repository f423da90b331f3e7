import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import type { Quote } from './quote.ts';
import type { QuoteState } from './quote-states.ts';

/*
 * One shape for every event of a quote: where it stands after the change, and what the event adds. The states of an
 * event are those its rows in the table of states lead to.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/);

interface QuoteEventRow {
  /** When it is appended. */
  readonly says: string;
  readonly states: readonly [QuoteState, ...QuoteState[]];
  readonly adds?: z.ZodRawShape;
}

const price = {
  catalogVersion: z.int().positive().describe('The version of the catalog that the price was made of.'),
  priceLists: z
    .array(z.strictObject({ id: z.string(), version: z.int().positive() }))
    .describe('The versions of price lists that the price was made of.'),
  inputHash: hash.describe('Identifies what the price was calculated from.'),
  priceHash: hash.describe('Identifies the price.'),
};

const signals = z
  .array(
    z.strictObject({
      code: z.string().describe('Why.'),
      level: z.int().positive().describe('Of the authority that has to look; 1 is the lowest.'),
    }),
  )
  .describe('What needs an approval, each kind once; empty: nothing does.');

const documentHashes = z
  .strictObject({ html: hash.describe('Of the HTML file.'), pdf: hash.describe('Of the PDF file.') })
  .describe('SHA-256 of the files of the document.');

const table = {
  QuoteCreated: {
    says: 'A quote was opened, new or as the copy of another.',
    states: ['draft'],
    adds: { clonedFrom: z.string().nullable().describe('The quote it is a copy of; null: of none.') },
  },
  QuoteChanged: { says: 'Items or terms of a quote were edited; it has no price now.', states: ['draft'] },
  QuotePriced: { says: 'A quote has a price.', states: ['priced'], adds: price },
  QuoteSubmitted: {
    says: 'A quote was submitted for approval.',
    states: ['inApproval', 'approved'],
    adds: { signals },
  },
  QuoteApproved: {
    says: 'A quote may be presented: somebody approved it, or nobody had to.',
    states: ['approved'],
    adds: { signals: signals.exactOptional() },
  },
  QuoteDeclined: { says: 'An approver declined a quote, which is a draft again.', states: ['draft'] },
  QuotePresented: {
    says: 'The customer has got the quote and its document.',
    states: ['presented'],
    adds: { documentHashes },
  },
  QuoteAccepted: {
    says: 'The customer accepted the quote.',
    states: ['accepted'],
    adds: {
      priceHash: hash.describe('Identifies the accepted price.'),
      documentHashes: documentHashes
        .nullable()
        .describe('What the customer was given; null where it was presented before documents were kept.'),
    },
  },
  QuoteRejected: { says: 'The customer rejected the quote.', states: ['rejected'] },
  QuoteRevised: {
    says: 'A new revision of a quote was opened, as a draft.',
    states: ['draft'],
    adds: { revisedFrom: z.int().positive().describe('The revision before.') },
  },
  QuoteOrdered: {
    says: 'An accepted quote became an order.',
    states: ['ordered'],
    adds: { orderId: z.string().describe('The order it became.') },
  },
  QuoteCancelled: { says: 'A quote was given up.', states: ['cancelled'] },
  QuoteExpired: { says: 'The validity of an offer passed before it was accepted.', states: ['expired'] },
} as const satisfies Record<string, QuoteEventRow>;

export type QuoteEventType = keyof typeof table;

/** What a quote's life tells the world, by type; the table of states names these. */
export const quoteEvents = Object.fromEntries(
  Object.entries<QuoteEventRow>(table).map(([type, row]) => [type, definitionOf(type, row)]),
) as Readonly<Record<QuoteEventType, EventDefinition<any>>>;

function definitionOf(type: string, { says, states, adds = {} }: QuoteEventRow): EventDefinition<any> {
  return {
    type,
    schemaVersion: 1,
    aggregate: 'quote',
    readPermission: 'quote:read',
    owned: true,
    summary: says,
    data: z.strictObject({
      quoteId: z.string().describe('Identifies the aggregate.'),
      number: z.string().describe('What people call the quote.'),
      revision: z.int().positive().describe('The live revision.'),
      state: z.enum(states).describe('After the change.'),
      version: z.int().positive().describe('Of the quote, after the change; every change raises it.'),
      accountId: z.string().describe('Whom it is for.'),
      owner: z.string().exactOptional().describe('Subject of the user whose quote it is.'),
      ...adds,
    }),
  };
}

/** What every event of a quote says: where the quote stands after the change. */
export function standing(quote: Quote) {
  const { id: quoteId, number, revision, state, version, accountId, owner } = quote;
  return { quoteId, number, revision, state, version, accountId, owner };
}
