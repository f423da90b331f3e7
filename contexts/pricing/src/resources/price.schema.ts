import { calendarDateSchema, decimalStringSchema } from '@quotewright/platform/http';
import { z } from 'zod';

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
    }),
    model: z.enum(['flat', 'volume']),
    amount: decimalStringSchema.exactOptional().describe('Of flat prices.'),
    tiers: z
      .array(
        z.strictObject({
          above: decimalStringSchema
            .exactOptional()
            .describe('Exclusive: reached when the basis is greater. The first tier holds from zero on.'),
          amount: decimalStringSchema,
        }),
      )
      .exactOptional()
      .describe('Of volume prices: all units take the amount of the highest tier reached.'),
    tierBasis: z
      .strictObject({ kind: z.enum(['own', 'sumOf']), charges: z.array(z.string()).exactOptional() })
      .exactOptional()
      .describe('What the tiers count: the own quantity, or the usage of several charges together.'),
    validity: z
      .strictObject({ from: calendarDateSchema.exactOptional(), until: calendarDateSchema.exactOptional() })
      .describe('Half-open: from the first day on, before the second.'),
  })
  .meta({ id: 'PriceRow' });
