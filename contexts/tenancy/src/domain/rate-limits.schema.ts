import { z } from 'zod';

const terms = z
  .strictObject({
    units: z.int().min(1).max(1_000_000).describe('Per window'),
    windowSeconds: z.int().min(1).max(3_600),
    burst: z.int().min(1).max(1_000_000).describe('Units that can be used at once'),
  })
  .describe('Instead of what the release says')
  .exactOptional();

const factor = z.number().min(0.1).max(100).exactOptional();

export const rateLimitsSchema = z.strictObject({
  quotas: z
    .strictObject({
      tenantTotal: terms,
      userSimulation: terms,
      orderCreation: terms,
      partnerIntegration: terms,
      expensiveComputation: terms,
      adminRepair: terms,
    })
    .describe('Quotas that differ from the release'),
  costFactors: z
    .strictObject({
      read: factor,
      change: factor,
      simulation: factor,
      computation: factor,
      'order-creation': factor,
      integration: factor,
      repair: factor,
    })
    .describe('By which requests of an endpoint class cost more or less, 0.1 to 100'),
});

/** What differs from the limits of the release. */
export type RateLimits = z.output<typeof rateLimitsSchema>;
