import { timestamp } from '@quotewright/kernel';
import { defineRoute, ok, type Route, timestampSchema } from '@quotewright/platform/http';
import { QUOTA_NAMES, QUOTAS } from '@quotewright/platform/limits';
import type { Tx } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { breakGlass } from '../application/break-glass.ts';
import type { replaceRateLimits } from '../application/replace-rate-limits.ts';
import { rateLimitsSchema } from '../domain/rate-limits.schema.ts';
import { NO_RATE_LIMITS } from '../domain/rate-limits.ts';
import type { TenantDocument } from '../domain/tenant-document.ts';

const effectiveSchema = z.array(
  z.strictObject({
    quota: z.enum(QUOTA_NAMES),
    units: z.int(),
    windowSeconds: z.int(),
    burst: z.int(),
    purpose: z.string(),
  }),
);

const view = rateLimitsSchema
  .extend({
    version: z.int().min(0).describe('0 until the tenant decides something; the ETag'),
    effective: effectiveSchema.describe('All quotas as they are counted'),
    createdBy: z.string().exactOptional(),
    createdAt: timestampSchema.exactOptional(),
  })
  .meta({ id: 'RateLimits' });

const breakGlassBody = z.strictObject({
  reason: z.string().trim().min(10).max(500),
  minutes: z.int().min(1).max(60),
});

const brokenGlassView = z
  .strictObject({
    subject: z.string(),
    reason: z.string(),
    openedAt: timestampSchema,
    expiresAt: timestampSchema,
  })
  .meta({ id: 'BrokenGlass', description: 'Leave to repair while requests cannot be counted.' });

interface RateLimitsDeps {
  readonly read: (tx: Tx) => Promise<TenantDocument<'rateLimits'> | undefined>;
  readonly replace: ReturnType<typeof replaceRateLimits>;
  readonly breakGlass: ReturnType<typeof breakGlass>;
}

export function rateLimitsRoutes(deps: RateLimitsDeps): readonly Route[] {
  const path = '/admin/rate-limits';
  const tag = 'Administration';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readRateLimits',
      tag,
      summary: 'The rate limits in force',
      permission: 'tenant:read',
      limit: { class: 'control', cost: 1 },
      responses: { 200: { description: 'The limits', schema: view } },
      handler: (call) => call.read(async (tx) => limitsAnswer(await deps.read(tx))),
    }),
    defineRoute({
      method: 'PUT',
      path,
      operationId: 'replaceRateLimits',
      tag,
      summary: 'Put a new version of the rate limits in force',
      description:
        'Names what differs from the release; counted by every process within 5 seconds. A quota keeps at least a tenth of its rate and burst, and takes at most what the installation allows (`QUOTEWRIGHT_QUOTA_CEILING` times those of the release); no factor makes an operation impossible. Asking for the limits and replacing them is not charged to `tenantTotal`, so that what is too narrow can be corrected.',
      permission: 'tenant:write',
      limit: { class: 'control', cost: 1 },
      ifMatch: true,
      body: rateLimitsSchema,
      responses: { 200: { description: 'The limits now in force', schema: view } },
      handler: (call) =>
        call.write(async (tx) => {
          const { principal, body: limits, ifMatch: expectedVersion } = call;
          return limitsAnswer(await deps.replace(tx, principal, { limits, expectedVersion }));
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/break-glass`,
      operationId: 'breakGlass',
      tag,
      summary: 'Repair although requests cannot be counted',
      description:
        'For the caller alone, and for an hour at most: while Redis does not answer, repairs are open to the caller, 10 a minute on each process. Recorded in the audit trail with its reason.',
      permission: 'rate-limit:break-glass',
      // Not a repair itself: it has to work while those are closed.
      limit: { class: 'control', cost: 1 },
      body: breakGlassBody,
      responses: { 200: { description: 'Until when', schema: brokenGlassView } },
      handler: (call) =>
        call.write(async (tx) => {
          const glass = await deps.breakGlass(tx, call.principal, call.body);
          const { openedAt, expiresAt } = glass;
          return ok({ ...glass, openedAt: timestamp(openedAt), expiresAt: timestamp(expiresAt) });
        }),
    }),
  ];
}

function limitsAnswer(document: TenantDocument<'rateLimits'> | undefined) {
  const { version = 0, body = NO_RATE_LIMITS } = document ?? {};
  const effective = QUOTA_NAMES.map((quota) => {
    const { purpose, units, window, burst } = QUOTAS[quota];
    return { quota, ...(body.quotas[quota] ?? { units, windowSeconds: window / 1000, burst }), purpose };
  });
  const author = document && { createdBy: document.createdBy, createdAt: document.createdAt };
  return ok({ version, ...body, effective, ...author }, { etag: String(version) });
}
