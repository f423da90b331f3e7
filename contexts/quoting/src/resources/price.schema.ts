import {
  decimalStringSchema,
  idSchema,
  moneySchema,
  quantitySchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';

const hash = z.string().describe('SHA-256, lower-case hex.');
const period = z.enum(['month', 'quarter', 'year']);

export const usageSchema = z
  .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/), quantitySchema)
  .refine((usage) => Object.keys(usage).length <= 100, 'must name at most 100 charges')
  .describe('Expected usage per usage charge, in the unit of the charge; not multiplied by the quantity.');

const charge = z.strictObject({
  chargeId: z.string(),
  name: z.string(),
  type: z.enum(['oneTime', 'recurring', 'usage']),
  period: period.exactOptional(),
  quantity: decimalStringSchema,
  unit: z.string(),
  unitPrice: moneySchema,
  per: decimalStringSchema.describe('`unitPrice` is for this many units.'),
  amount: moneySchema.describe('Rounded once, half-up.'),
});

export const chargesSchema = z
  .array(charge)
  .describe('What the line costs. Absent while the quote is a draft.');

export const totalsSchema = z
  .strictObject({
    oneTime: moneySchema,
    usage: moneySchema,
    recurring: z.array(z.strictObject({ period, amount: moneySchema })),
  })
  .describe('Sums of the rounded charges.');

export const snapshotSchema = z
  .strictObject({
    catalogVersion: z.int(),
    priceLists: z.array(z.strictObject({ id: z.string(), version: z.int() })),
    configurationRuleSetVersion: z.int().nullable(),
    configurationHash: hash.nullable(),
    inputHash: hash.describe('Of everything the price depends on.'),
    priceHash: hash.describe('Of the result: what is accepted.'),
    engineVersion: z.string(),
    pricedAt: timestampSchema,
  })
  .describe('What was frozen when the quote was priced. Absent while it is a draft.');

const step = z.strictObject({
  seq: z.int(),
  stage: z.string(),
  ruleId: z.string(),
  ruleVersion: z.int(),
  reasonCode: z.string(),
  input: z.looseObject({}).describe('What the step looked at.'),
  before: decimalStringSchema,
  adjustment: z.strictObject({ type: z.enum(['set', 'add', 'multiply', 'round']), value: z.string() }),
  after: decimalStringSchema,
  skipped: z.string().exactOptional().describe('Why a rule that matched did not apply.'),
});

export const priceExplanationSchema = z
  .strictObject({
    quoteId: idSchema,
    revision: z.int(),
    pricedAt: timestampSchema,
    inputHash: hash,
    priceHash: hash,
    currency: z.string(),
    effectiveDate: z.string(),
    catalogVersion: z.int(),
    priceLists: z.array(z.strictObject({ id: z.string(), version: z.int() })),
    engineVersion: z.string(),
    roundingMode: z.string(),
    lines: z.array(
      z.strictObject({
        id: z.string(),
        offeringId: z.string(),
        name: z.string(),
        quantity: decimalStringSchema,
        charges: z.array(z.strictObject({ ...charge.shape, explanation: z.array(step) })),
      }),
    ),
    totals: totalsSchema,
  })
  .meta({ id: 'QuotePriceExplanation' });
