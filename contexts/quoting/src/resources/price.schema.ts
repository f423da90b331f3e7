import {
  calendarDateSchema,
  decimalStringSchema,
  idSchema,
  moneySchema,
  timestampSchema,
} from '@quotewright/platform/http';
import { z } from 'zod';

const hash = z.string().describe('SHA-256, lower-case hex.');
export const period = z.enum(['month', 'quarter', 'year']);

const chargeMembers = {
  chargeId: z.string(),
  name: z.string(),
  type: z.enum(['oneTime', 'recurring', 'usage']),
  period: period.exactOptional(),
  model: z
    .enum(['graduated', 'block', 'percentOfTotal'])
    .exactOptional()
    .describe('Absent where all units have the one price that is shown.'),
  quantity: decimalStringSchema.describe('Of `percentOfTotal` the sum that the percentage is of.'),
  unit: z.string(),
  unitPrice: moneySchema,
  per: decimalStringSchema.describe('`unitPrice` is for this many units.'),
  amount: moneySchema.describe('Rounded once, half-up.'),
  firstPeriod: z
    .strictObject({
      from: calendarDateSchema,
      until: calendarDateSchema.describe('Exclusive: the first day of the first whole period.'),
      days: z.int(),
      ofDays: z.int(),
      amount: moneySchema,
    })
    .exactOptional()
    .describe('What the part of a period costs in which the service begins.'),
};

const phaseMembers = { fromMonth: z.int().describe('Its first month, counted from 1.'), amount: moneySchema };

const phasesOf = <Members extends z.ZodRawShape>(members: Members) =>
  z
    .array(z.strictObject(members))
    .exactOptional()
    .describe('Where the amount grows in phases: the later ones. `amount` is that of the first.');

export const chargesSchema = z
  .array(z.strictObject({ ...chargeMembers, phases: phasesOf(phaseMembers) }))
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
    contractSetVersion: z.int().nullable().describe('Null where there was none to pin.'),
    promotionSetVersion: z.int().nullable(),
    discountPolicyVersion: z.int().nullable(),
    configurationRuleSetVersion: z.int().nullable(),
    configurationHash: hash.nullable(),
    inputHash: hash.describe('Of everything the price depends on.'),
    priceHash: hash.describe('Of the result: what is accepted.'),
    engineVersion: z.string(),
    pricedAt: timestampSchema,
  })
  .describe('What was frozen when the quote was priced. Absent while it is a draft.');

const exactText = z.string().describe('Exact decimal text, with as many decimals as there are.');

export const step = z.strictObject({
  seq: z.int(),
  stage: z.string(),
  ruleId: z.string(),
  ruleVersion: z.int(),
  reasonCode: z.string(),
  input: z.looseObject({}).describe('What the step looked at.'),
  before: exactText,
  adjustment: z.strictObject({ type: z.enum(['set', 'add', 'multiply', 'round']), value: z.string() }),
  after: exactText,
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
    contractSetVersion: z.int().exactOptional(),
    promotionSetVersion: z.int().exactOptional(),
    engineVersion: z.string(),
    roundingMode: z.string(),
    lines: z.array(
      z.strictObject({
        id: z.string(),
        parentId: z.string().exactOptional(),
        offeringId: z.string(),
        name: z.string(),
        quantity: decimalStringSchema,
        charges: z.array(
          z.strictObject({
            ...chargeMembers,
            phases: phasesOf({ ...phaseMembers, explanation: z.array(step) }),
            explanation: z.array(step),
          }),
        ),
      }),
    ),
    totals: totalsSchema,
  })
  .meta({ id: 'QuotePriceExplanation' });
