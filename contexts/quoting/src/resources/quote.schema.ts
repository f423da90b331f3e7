import {
  currencySchema,
  decimalStringSchema,
  idSchema,
  pageQuery,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { MAX_ITEMS, MAX_PROMOTION_CODES } from '../domain/quote.ts';
import { quoteSorts } from '../domain/quote-filter.ts';
import { quoteCommands, quoteStates, tmfQuoteStates } from '../domain/quote-states.ts';
import { itemMembers, newItemSchema } from './item.schema.ts';
import { chargesSchema, snapshotSchema, totalsSchema } from './price.schema.ts';
import { codeSchema, textSchema } from './text.schema.ts';

const subject = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters');

const head = {
  name: textSchema(200).describe('What people call it.'),
  owner: subject.describe('Subject of the user who owns the quote.'),
  currency: currencySchema,
  market: codeSchema,
  channel: codeSchema,
  partner: codeSchema.describe('Who sells for us: the code of a partner.'),
  place: codeSchema.describe('Where it is delivered.'),
  promotionCodes: z
    .array(codeSchema)
    .max(MAX_PROMOTION_CODES)
    .describe('In any case; kept in upper case, each once.'),
  validUntil: timestampSchema.describe('The quote can be accepted before this instant.'),
};

export const newQuoteSchema = z.strictObject({
  accountId: z.string().min(1).max(100).describe('The customer.'),
  name: head.name.exactOptional(),
  owner: head.owner.exactOptional().describe('Default: the caller.'),
  currency: head.currency.exactOptional().describe("Default: the tenant's."),
  market: head.market.exactOptional().describe("Default: the account's."),
  channel: head.channel.exactOptional().describe("Default: the tenant's."),
  partner: head.partner.exactOptional(),
  place: head.place.exactOptional(),
  promotionCodes: head.promotionCodes.default([]),
  validUntil: head.validUntil.exactOptional().describe("Default: as long as the tenant's quotes are valid."),
  items: z
    .array(newItemSchema)
    .max(MAX_ITEMS)
    .default([])
    .describe(`At most ${MAX_ITEMS} together with what is part of them.`),
});

export const quoteChangeSchema = z.strictObject({
  name: head.name.nullable().exactOptional(),
  owner: head.owner.exactOptional(),
  currency: head.currency.exactOptional(),
  market: head.market.exactOptional(),
  channel: head.channel.exactOptional(),
  partner: head.partner.nullable().exactOptional(),
  place: head.place.nullable().exactOptional(),
  promotionCodes: head.promotionCodes.exactOptional().describe('Replaces all of them.'),
  validUntil: head.validUntil.exactOptional(),
});

export const quoteQuerySchema = z.strictObject({
  ...pageQuery,
  state: z.enum(quoteStates).exactOptional(),
  account: z.string().max(100).exactOptional(),
  owner: subject.exactOptional(),
  number: z.string().max(40).exactOptional(),
  q: textSchema(100).exactOptional().describe('Part of the number or the name.'),
  createdFrom: timestampSchema.exactOptional().describe('Inclusive.'),
  createdTo: timestampSchema.exactOptional().describe('Exclusive.'),
  sort: z.enum(quoteSorts).default('-createdAt'),
});

/** Bytes: as many items as a quote can have, each with the usage of a few charges and a few choices. */
export const LARGEST_QUOTE = 4 * 1024 * 1024;

const state = z.enum(quoteStates);

export const quoteSummarySchema = z
  .strictObject({
    id: idSchema,
    number: z.string().meta({ examples: ['Q-2026-000045'] }),
    name: z.string().exactOptional(),
    state,
    tmfState: z.enum(tmfQuoteStates).describe('The state in the words of TMF648.'),
    revision: z.int().describe('The live revision.'),
    version: z.int().describe('Rises with each change; the ETag.'),
    accountId: z.string(),
    owner: z.string(),
    currency: z.string(),
    market: z.string(),
    channel: z.string(),
    partner: z.string().exactOptional(),
    place: z.string().exactOptional(),
    promotionCodes: z.array(z.string()),
    validUntil: head.validUntil,
    totals: totalsSchema.exactOptional(),
    clonedFrom: idSchema.exactOptional(),
    orderId: idSchema.exactOptional(),
    allowedCommands: z.array(z.enum(quoteCommands)).describe('What the state allows now.'),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'QuoteSummary' });

const item = z
  .strictObject({
    id: idSchema,
    ...itemMembers,
    offeringName: z.string().exactOptional().describe('As it was when the quote was priced.'),
    charges: chargesSchema.exactOptional(),
  })
  .meta({ id: 'QuoteItem' });

const acceptance = z
  .strictObject({
    acceptedAt: timestampSchema,
    subject: z.string().describe('Who sent the command.'),
    clientId: z.string().exactOptional().describe('Through which application.'),
    traceId: z.string(),
    address: z.string().describe('The network address the command came from.'),
    userAgent: z.string().exactOptional(),
    acceptedBy: z.string().exactOptional().describe('The person at the customer.'),
    reference: z.string().exactOptional().describe("The customer's own reference."),
    priceHash: z.string(),
    documentHashes: z
      .strictObject({ html: z.string(), pdf: z.string() })
      .exactOptional()
      .describe('SHA-256 of the document that the customer was given.'),
  })
  .describe('The evidence of the acceptance.');

const approvalSignals = z.array(
  z
    .strictObject({
      code: z.string(),
      level: z.int().describe('Of the authority that has to look; 1 is the lowest.'),
      itemId: idSchema.exactOptional(),
      chargeId: z.string().exactOptional(),
      percent: decimalStringSchema.exactOptional().describe('How much was given.'),
      ruleId: z.string().exactOptional(),
      policyVersion: z.int().nullable().exactOptional(),
    })
    .meta({ id: 'ApprovalSignal', description: 'A reason why somebody with more authority has to look.' }),
);

const approval = z
  .strictObject({
    signals: approvalSignals.describe('None: it was approved at once.'),
    submittedBy: z.string().describe('May not approve it.'),
    submittedAt: timestampSchema,
  })
  .describe('Of the live revision, from its submission on.');

const approvalPreview = z
  .strictObject({
    signals: approvalSignals,
    refusal: z
      .strictObject({
        code: z.string(),
        detail: z.string(),
        errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), reason: z.string() })),
      })
      .exactOptional()
      .describe('Why submitting would be refused.'),
  })
  .describe('What submitting would raise if the caller did it now.');

export const quoteSchema = z
  .strictObject({
    ...quoteSummarySchema.shape,
    items: z.array(item).describe('Flat: what is part of a bundle stands behind it and names it.'),
    snapshot: snapshotSchema.exactOptional(),
    approval: approval.exactOptional(),
    acceptance: acceptance.exactOptional(),
  })
  .meta({ id: 'Quote' });

export const pricedQuoteSchema = z
  .strictObject({ ...quoteSchema.shape, approvalPreview })
  .meta({ id: 'PricedQuote' });

export const revisionSummarySchema = z
  .strictObject({
    revision: z.int(),
    state: state.describe('How the revision ended, or where the quote stands.'),
    openedAt: timestampSchema,
    sealedAt: timestampSchema.exactOptional().describe('Never changed since.'),
    endedAt: timestampSchema.exactOptional(),
    validUntil: timestampSchema.exactOptional(),
    snapshot: snapshotSchema.exactOptional(),
    totals: totalsSchema.exactOptional(),
  })
  .meta({ id: 'QuoteRevisionSummary' });

export const revisionSchema = z
  .strictObject({ ...revisionSummarySchema.shape, items: z.array(item) })
  .meta({ id: 'QuoteRevision' });

export const revisionNumber = z.coerce.number().int().min(1).max(1_000_000);

export const quoteParams = z.strictObject({ quoteId: idSchema });
