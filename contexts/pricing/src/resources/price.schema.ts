import { calendarDateSchema, decimalStringSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import { conditions } from '../domain/document-parts.schema.ts';

const bounds = { floor: decimalStringSchema.exactOptional(), ceiling: decimalStringSchema.exactOptional() };

export const priceView = z
  .strictObject({
    id: z.string(),
    offeringId: z.string(),
    charge: z.strictObject({
      id: z.string(),
      name: z.string(),
      type: z.enum(['oneTime', 'recurring', 'usage']),
      period: z.enum(['month', 'quarter', 'year']).exactOptional(),
      unit: z.string().exactOptional().describe('Of usage charges: what is counted.'),
      fractions: z.literal(true).exactOptional().describe('Whether fractions of the unit can be used.'),
      per: decimalStringSchema.describe('The amount is for this many units.'),
      optional: z.literal(true).exactOptional().describe('A line may do without it.'),
      proration: z.literal('daily').exactOptional(),
    }),
    model: z.enum(['flat', 'volume', 'graduated', 'block', 'percentOfTotal']),
    amount: decimalStringSchema.exactOptional().describe('Of flat prices.'),
    tiers: z
      .array(
        z.strictObject({
          above: decimalStringSchema
            .exactOptional()
            .describe('Exclusive: reached when the basis is greater. The first tier holds from zero on.'),
          amount: decimalStringSchema,
          ...bounds,
        }),
      )
      .exactOptional()
      .describe(
        'Volume: all units take the amount of the highest tier reached. Graduated: each unit that of its own. Block: the amount whatever the quantity.',
      ),
    tierBasis: z
      .strictObject({
        kind: z.enum(['own', 'sumOf', 'bundle']),
        charges: z.array(z.string()).exactOptional(),
        offeringIds: z.array(z.string()).exactOptional(),
      })
      .exactOptional()
      .describe(
        'What the tiers count: the own quantity, the usage of several charges, or offerings in the bundle.',
      ),
    percent: decimalStringSchema.exactOptional().describe('Of `percentOfTotal`.'),
    of: z
      .strictObject({
        scope: z.enum(['line', 'bundle', 'quote']),
        charges: z.array(z.strictObject({ offeringId: z.string(), chargeId: z.string() })),
      })
      .exactOptional(),
    ...bounds,
    validity: z
      .strictObject({ from: calendarDateSchema.exactOptional(), until: calendarDateSchema.exactOptional() })
      .describe('Half-open: from the first day on, before the second.'),
    conditions: conditions.exactOptional(),
    priority: z.number().int().exactOptional(),
    ramp: z
      .array(z.strictObject({ fromMonth: z.number().int(), percent: decimalStringSchema }))
      .exactOptional(),
  })
  .meta({ id: 'PriceRow' });
