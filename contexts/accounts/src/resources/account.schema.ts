import { idSchema, pageQuery, timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';

/**
 * Text for people: not blank, no control characters, no lone surrogates. Two patterns, because a single one
 * for both would take quadratic time, and a length limit does not stop the ones behind it.
 */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .regex(/\S/, 'must not be blank');

const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const contactSchema = z
  .strictObject({
    name: text(120),
    role: text(60).exactOptional().describe('What the person is to the account, such as `purchasing`'),
    emailAddress: z.email().max(254).exactOptional(),
    phoneNumber: z
      .string()
      .regex(/^\+?[0-9 ()/.-]{3,30}$/)
      .exactOptional(),
  })
  .meta({ id: 'Contact' });

const addressSchema = z
  .strictObject({
    street1: text(120),
    street2: text(120).exactOptional(),
    postCode: text(20).exactOptional(),
    city: text(80),
    stateOrProvince: text(80).exactOptional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe('ISO 3166-1 alpha-2'),
  })
  .meta({ id: 'PostalAddress' });

const name = text(200);
const type = z.enum(['customer', 'partner', 'prospect']);
const customerType = z.enum(['business', 'consumer']);
const state = z.enum(['active', 'closed']).describe('A closed account buys nothing any more');
const segment = slug.describe('Customer segment, such as `enterprise`; prices may depend on it');
const market = slug.describe('Market the account buys in; prices and offerings may depend on it');
const owner = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .describe('Subject of the user who owns the account');
const team = slug.describe('Sales team');
const contractReference = text(80).describe("The frame contract, as the tenant's contract system names it");
const taxId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ./-]{1,39}$/)
  .describe('VAT or other tax identification');
const contacts = z.array(contactSchema).max(50);

const summary = {
  id: idSchema,
  name,
  type,
  segment,
  market,
  customerType,
  owner,
  team: team.exactOptional(),
  contractReference: contractReference.exactOptional(),
  state,
  version: z.int().min(1).describe('Rises with each change; the ETag'),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
};

export const accountSummarySchema = z.strictObject(summary).meta({ id: 'AccountSummary' });

export const accountSchema = z
  .strictObject({
    ...summary,
    contacts,
    billingAddress: addressSchema.exactOptional(),
    deliveryAddress: addressSchema.exactOptional(),
    taxId: taxId.exactOptional(),
  })
  .meta({ id: 'Account' });

export const newAccountSchema = z.strictObject({
  name,
  type,
  segment,
  market: market.exactOptional().describe("Default: the tenant's default market"),
  customerType,
  owner: owner.exactOptional().describe('Default: the caller'),
  team: team.exactOptional(),
  contractReference: contractReference.exactOptional(),
  contacts: contacts.exactOptional(),
  billingAddress: addressSchema.exactOptional(),
  deliveryAddress: addressSchema.exactOptional(),
  taxId: taxId.exactOptional(),
});

export const accountChangeSchema = z
  .strictObject({
    name: name.exactOptional(),
    type: type.exactOptional(),
    segment: segment.exactOptional(),
    market: market.exactOptional(),
    customerType: customerType.exactOptional(),
    owner: owner.exactOptional(),
    team: team.nullable().exactOptional(),
    contractReference: contractReference.nullable().exactOptional(),
    contacts: contacts.exactOptional().describe('All contacts: the list is replaced as a whole'),
    billingAddress: addressSchema.nullable().exactOptional(),
    deliveryAddress: addressSchema.nullable().exactOptional(),
    taxId: taxId.nullable().exactOptional(),
  })
  .describe('JSON merge patch: what is absent stays, `null` removes');

export const accountQuerySchema = z.strictObject({
  ...pageQuery,
  type: type.exactOptional(),
  segment: segment.exactOptional(),
  market: market.exactOptional(),
  customerType: customerType.exactOptional(),
  owner: owner.exactOptional(),
  state: state.exactOptional(),
  q: text(200).exactOptional().describe('Part of the name, upper and lower case alike'),
  sort: z.enum(['name', '-name', 'createdAt', '-createdAt']).default('name'),
});
