import { z } from 'zod';

const currencyCode = z.string().regex(/^[A-Z]{3}$/);
const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/**
 * Shape of the stored document. Values that depend on the outside world (time zones, currencies) are checked
 * when they are written (`tenantConfigProblems`), so that an old version stays readable when the world changes.
 */
export const tenantSettingsSchema = z.strictObject({
  timeZone: z.string().min(1).max(64).describe('IANA zone in which validity and effective dates are read'),
  defaultCurrency: currencyCode.describe('ISO 4217 code'),
  defaultMarket: slug.describe('Market of work that names none'),
  defaultChannel: slug.describe('Sales channel of work that names none'),
  quoteValidityDays: z.int().min(1).max(365).describe('How long a presented quote can be accepted, in days'),
  roundingDecimals: z
    .record(currencyCode, z.int().min(0).max(12))
    .describe('Decimals per currency where the tenant overrides ISO 4217'),
});
