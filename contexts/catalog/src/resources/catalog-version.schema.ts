import { timestamp } from '@quotewright/kernel';
import { timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import type { ListedVersion } from '../application/read-versions.ts';
import type { CatalogVersion } from '../domain/catalog-version.ts';

const count = z.int().min(0);
const hash = z.string().describe('SHA-256, hexadecimal.');

const findingSchema = z
  .strictObject({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    section: z.string(),
    pointer: z.string().describe("RFC 6901, into the section's document."),
    message: z.string(),
  })
  .meta({ id: 'CatalogFinding' });

/** The members of a report of findings. */
export const findingReport = {
  errors: count,
  warnings: count,
  truncated: z.boolean().describe('Whether there are more than the first 100 findings.'),
  findings: z.array(findingSchema),
};

const summarySchema = z.strictObject({
  offerings: count,
  changes: z
    .strictObject({ added: count, changed: count, removed: count })
    .describe('Offerings, against the version before.'),
  steps: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe('What steps say of what they compiled, by section.'),
});

const { steps: stepsSchema, ...listedSummary } = summarySchema.shape;

const version = {
  catalogVersion: z.int().min(1),
  contentHash: hash,
  draftRevision: z.int().min(1),
};

export const catalogVersionSchema = z
  .strictObject({
    ...version,
    active: z.boolean().describe('Whether new work takes this version.'),
    publishedAt: timestampSchema,
    publishedBy: z.string(),
    ...listedSummary,
  })
  .meta({ id: 'CatalogVersion' });

export const sectionSchema = z.strictObject({ section: z.string(), contentHash: hash, itemCount: count });

export const catalogVersionDetailSchema = catalogVersionSchema
  .extend({ sections: z.array(sectionSchema), steps: stepsSchema })
  .meta({ id: 'CatalogVersionDetail' });

const memberChangeSchema = z.strictObject({
  pointer: z.string().describe('RFC 6901, into the item.'),
  before: z.unknown().optional().describe('Absent: the member is new.'),
  after: z.unknown().optional().describe('Absent: the member is gone.'),
});

export const versionDiffSchema = z
  .strictObject({
    catalogVersion: z.int(),
    against: z.int().exactOptional().describe('Absent: the first version, compared with nothing.'),
    truncated: z.boolean().exactOptional().describe('With members: whether items or members were left out.'),
    changes: z.array(
      z.strictObject({
        section: z.string(),
        id: z.string(),
        change: z.enum(['added', 'changed', 'removed']),
        beforeHash: hash.exactOptional(),
        afterHash: hash.exactOptional(),
        members: z
          .array(memberChangeSchema)
          .exactOptional()
          .describe('On request, of a changed item whose form is JSON.'),
        truncated: z.boolean().exactOptional().describe('Whether there are more than the first 200 members.'),
      }),
    ),
  })
  .meta({ id: 'CatalogVersionDiff' });

export const publicationSchema = z
  .strictObject({
    ...version,
    state: z.enum(['building', 'published', 'failed']),
    startedAt: timestampSchema,
    startedBy: z.string(),
    finishedAt: timestampSchema.exactOptional(),
    failure: z.string().exactOptional().describe('Why it failed, where it was not for its findings.'),
    report: z.strictObject(findingReport).exactOptional(),
    summary: summarySchema.exactOptional(),
  })
  .meta({ id: 'CatalogPublication' });

export function versionView(found: ListedVersion): z.output<typeof catalogVersionSchema> {
  const { version: catalogVersion, contentHash, draftRevision, active, startedBy, summary } = found;
  const { offerings, changes } = summary as NonNullable<typeof summary>;
  return {
    catalogVersion,
    contentHash,
    draftRevision,
    active,
    publishedAt: timestamp(found.finishedAt as number),
    publishedBy: startedBy,
    offerings,
    changes,
  };
}

export function publicationView(found: CatalogVersion): z.output<typeof publicationSchema> {
  const { state, contentHash, draftRevision, startedBy, failure, report, summary } = found;
  return {
    catalogVersion: found.version,
    state,
    contentHash,
    draftRevision,
    startedAt: timestamp(found.startedAt),
    startedBy,
    ...(found.finishedAt !== undefined && { finishedAt: timestamp(found.finishedAt) }),
    ...(failure !== undefined && { failure }),
    ...(report !== undefined && { report: { ...report, findings: [...report.findings] } }),
    ...(summary !== undefined && { summary }),
  };
}
