import {
  currencySchema,
  idSchema,
  pageQuery,
  quantitySchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';
import { MAX_ITEMS } from '../domain/quote.ts';
import { quoteSorts } from '../domain/quote-filter.ts';
import { quoteCommands, quoteStates, tmfQuoteStates } from '../domain/quote-states.ts';
import { chargesSchema, snapshotSchema, totalsSchema, usageSchema } from './price.schema.ts';

/** Text that people typed. Two patterns, each linear: one for both would backtrack, and zod runs it on any length. */
export const textSchema = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'must have visible characters');

const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be 1 to 100 letters, digits, ".", "_" or "-"');
const subject = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters');

const offeringId = code.describe('An offering of the catalog.');
const quantity = quantitySchema.describe('How many units; greater than zero.');

export const newItemSchema = z.strictObject({
  offeringId,
  quantity: quantity.default('1'),
  usage: usageSchema.default({}),
});

export const itemChangeSchema = z.strictObject({
  quantity: quantity.exactOptional(),
  usage: usageSchema.exactOptional().describe('Replaces all of the usage.'),
});

const head = {
  name: textSchema(200).describe('What people call it.'),
  owner: subject.describe('Subject of the user who owns the quote.'),
  currency: currencySchema,
  market: code,
  channel: code,
  validUntil: timestampSchema.describe('The quote can be accepted before this instant.'),
};

export const newQuoteSchema = z.strictObject({
  accountId: z.string().min(1).max(100).describe('The customer.'),
  name: head.name.exactOptional(),
  owner: head.owner.exactOptional().describe('Default: the caller.'),
  currency: head.currency.exactOptional().describe("Default: the tenant's."),
  market: head.market.exactOptional().describe("Default: the account's."),
  channel: head.channel.exactOptional().describe("Default: the tenant's."),
  validUntil: head.validUntil.exactOptional().describe("Default: as long as the tenant's quotes are valid."),
  items: z.array(newItemSchema).max(MAX_ITEMS).default([]),
});

export const quoteChangeSchema = z.strictObject({
  name: head.name.nullable().exactOptional(),
  owner: head.owner.exactOptional(),
  currency: head.currency.exactOptional(),
  market: head.market.exactOptional(),
  channel: head.channel.exactOptional(),
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
    offeringId,
    offeringName: z.string().exactOptional().describe('As it was when the quote was priced.'),
    quantity,
    usage: usageSchema,
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
  })
  .describe('The evidence of the acceptance.');

export const quoteSchema = z
  .strictObject({
    ...quoteSummarySchema.shape,
    items: z.array(item),
    snapshot: snapshotSchema.exactOptional(),
    acceptance: acceptance.exactOptional(),
  })
  .meta({ id: 'Quote' });

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

export const quoteParams = z.strictObject({ quoteId: idSchema });
