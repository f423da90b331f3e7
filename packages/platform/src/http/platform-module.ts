import { accelerationErrors } from '@quotewright/acceleration';
import type { ErrorTable } from '@quotewright/kernel';
import { z } from 'zod';
import { listAudit } from '../audit/index.ts';
import { authErrors } from '../auth/errors.ts';
import type { PermissionDefinition } from '../auth/principal.ts';
import { cacheErrors } from '../cache/cache-errors.ts';
import { idempotencyErrors } from '../idempotency/index.ts';
import { findJob, jobErrors } from '../jobs/index.ts';
import { limitErrors } from '../limits/index.ts';
import { databaseErrors } from '../postgres/errors.ts';
import { ok } from './answer.ts';
import { fail, httpErrors } from './errors.ts';
import { pageOf, pageQuery } from './page.ts';
import { defineRoute } from './route.ts';
import type { HttpModule } from './route-checks.ts';
import { idSchema, timestampSchema } from './schemas.ts';

const EVERY_ROLE = [
  'sales',
  'approver',
  'catalog-manager',
  'pricing-manager',
  'operator',
  'admin',
  'partner',
];

const permissions: readonly PermissionDefinition[] = [
  { permission: 'job:read', title: 'Follow a job', defaultRoles: EVERY_ROLE },
  { permission: 'audit:read', title: 'Read the audit trail', defaultRoles: ['operator', 'admin'] },
  {
    permission: 'health:read',
    title: 'See the state of each dependency',
    defaultRoles: ['operator', 'admin'],
  },
  {
    permission: 'metrics:read',
    title: 'Read the metrics of the process',
    defaultRoles: ['operator', 'admin'],
  },
];

/** The kernel's refusals: wherever a value is read from text. */
const valueErrors = {
  CURRENCY_MISMATCH: { kind: 'unprocessable', title: 'Amounts of different currencies cannot be combined' },
  CURRENCY_UNKNOWN: { kind: 'invalid', title: 'The text is not an ISO 4217 currency code' },
  DATE_INVALID: { kind: 'invalid', title: 'The text is not a calendar date' },
  DECIMAL_INVALID: { kind: 'invalid', title: 'The text is not a decimal number in plain notation' },
  JSON_NOT_CANONICAL: { kind: 'invalid', title: 'The value has no canonical JSON form' },
  QUANTITY_FRACTION: { kind: 'unprocessable', title: 'The unit is sold in whole numbers' },
  QUANTITY_NEGATIVE: { kind: 'unprocessable', title: 'A quantity cannot be negative' },
  TENANT_ID_INVALID: { kind: 'invalid', title: 'The text is not a tenant id' },
} as const satisfies ErrorTable;

export const jobSchema = z
  .strictObject({
    id: idSchema,
    type: z.string(),
    state: z.enum(['queued', 'running', 'succeeded', 'failed']),
    progress: z.strictObject({ done: z.number(), total: z.number(), unit: z.string() }),
    createdAt: timestampSchema,
    finishedAt: timestampSchema.exactOptional(),
    result: z.unknown().describe('What the work came to; its shape depends on the type.').optional(),
    problem: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe('Why it failed, as an RFC 9457 problem.'),
  })
  .meta({ id: 'Job', description: 'Long work that was taken on, and how far it is.' });

const readJob = defineRoute({
  method: 'GET',
  path: '/jobs/:jobId',
  operationId: 'readJob',
  tag: 'Jobs',
  summary: 'How far a job is, and what came of it',
  description:
    'A job that answers a question is there for the caller who asked it (the same subject and client), and for 15 minutes after it ended; 404 for others and afterwards.',
  permission: 'job:read',
  limit: { class: 'read', cost: 1 },
  params: z.strictObject({ jobId: idSchema }),
  responses: { 200: { description: 'The job.', schema: jobSchema } },
  handler: (call) =>
    call.read(async (tx) => {
      const job = await findJob(tx, call.params.jobId, call.principal, call.reach);
      if (job === undefined) throw fail('NOT_FOUND', `there is no job ${call.params.jobId}`);
      return ok(job);
    }),
});

const auditRecordSchema = z
  .strictObject({
    id: z.string(),
    at: timestampSchema,
    actor: z.strictObject({ subject: z.string(), clientId: z.string().exactOptional() }),
    action: z.string().describe('Such as `quote.accept`.'),
    entity: z.strictObject({ type: z.string(), id: z.string() }),
    reason: z.string().exactOptional(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditRecord', description: 'Who did what to which object, and when.' });

const auditQuery = z
  .strictObject({
    ...pageQuery,
    entityType: z.string().max(100).exactOptional(),
    entityId: z.string().max(200).exactOptional(),
    action: z.string().max(100).exactOptional(),
  })
  .refine((query) => (query.entityType === undefined) === (query.entityId === undefined), {
    message: 'entityType and entityId name an object together',
    path: ['entityId'],
  });

const listAuditRecords = defineRoute({
  method: 'GET',
  path: '/audit',
  operationId: 'listAuditRecords',
  tag: 'Audit',
  summary: 'The audit trail, newest first',
  permission: 'audit:read',
  limit: { class: 'read', cost: 1 },
  query: auditQuery,
  responses: { 200: { description: 'One page of the trail.', schema: pageOf(auditRecordSchema) } },
  handler: (call) =>
    call.read(async (tx) => {
      const { entityType, entityId, action, ...page } = call.query;
      const filter = {
        ...(entityType === undefined || entityId === undefined
          ? {}
          : { entity: { type: entityType, id: entityId } }),
        ...(action === undefined ? {} : { action }),
      };
      return ok(await listAudit(tx, filter, page));
    }),
});

/** What every server has, whatever its contexts: jobs, the audit trail, and the errors of the plumbing. */
export function platformModule(): HttpModule {
  return {
    name: 'platform',
    errors: {
      ...valueErrors,
      ...authErrors,
      ...httpErrors,
      ...idempotencyErrors,
      ...jobErrors,
      ...databaseErrors,
      ...cacheErrors,
      ...accelerationErrors,
      ...limitErrors,
    },
    permissions,
    routes: [readJob, listAuditRecords],
  };
}
