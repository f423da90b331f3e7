import { timestamp } from '@quotewright/kernel';
import { defineRoute, ok, type Route, sendBytes, timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import type { readDraft, readDraftSection } from '../application/read-draft.ts';
import type { readSectionDocument, replaceDraftSection } from '../application/replace-draft-section.ts';
import type { restoreDraft } from '../application/restore-draft.ts';
import type { readDraftContents, validateDraft } from '../application/validate-draft.ts';
import { MAX_SECTION_ITEMS } from '../domain/section.ts';
import { MAX_DOCUMENT_BYTES } from './catalog-document.resource.ts';
import { findingReport, sectionSchema } from './catalog-version.schema.ts';
import { versionNumberSchema } from './wanted-version.schema.ts';

interface CatalogDraftDeps {
  readonly read: ReturnType<typeof readDraft>;
  readonly readSection: ReturnType<typeof readDraftSection>;
  readonly readDocument: ReturnType<typeof readSectionDocument>;
  readonly replaceSection: ReturnType<typeof replaceDraftSection>;
  readonly restore: ReturnType<typeof restoreDraft>;
  readonly readContents: ReturnType<typeof readDraftContents>;
  readonly validate: ReturnType<typeof validateDraft>;
}

/** A section's name has a slash: `catalog/offerings@1` is two steps of the path. */
const params = z.strictObject({ context: z.string().max(50), name: z.string().max(50) });

const sectionDocumentSchema = z
  .strictObject({ items: z.array(z.unknown()).max(MAX_SECTION_ITEMS) })
  .describe("Items as the section's schema wants them, each with an id that is unique in the section.");

const draftSectionSchema = sectionSchema
  .extend({
    revision: z.int().min(0).describe("The draft's revision that changed it last; 0 = never written."),
    updatedAt: timestampSchema.exactOptional(),
    updatedBy: z.string().exactOptional(),
  })
  .meta({ id: 'CatalogDraftSection' });

type DraftSectionView = z.output<typeof draftSectionSchema>;

const sectionView = ({
  section,
  revision,
  contentHash,
  itemCount,
  ...written
}: Omit<DraftSectionView, 'updatedAt'> & { readonly updatedAt?: number }): DraftSectionView => ({
  section,
  revision,
  contentHash,
  itemCount,
  ...(written.updatedAt !== undefined && { updatedAt: timestamp(written.updatedAt) }),
  ...(written.updatedBy !== undefined && { updatedBy: written.updatedBy }),
});

const draftSchema = z
  .strictObject({ revision: z.int().min(0), sections: z.array(draftSectionSchema) })
  .meta({ id: 'CatalogDraft' });

function draftView({ revision, sections }: Awaited<ReturnType<CatalogDraftDeps['read']>>) {
  return { revision, sections: sections.map(sectionView) };
}

export function catalogDraftRoutes(deps: CatalogDraftDeps): readonly Route[] {
  const path = '/catalog/draft';
  const tag = 'Catalog draft';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'readCatalogDraft',
      tag,
      summary: 'The sections of the draft and their revisions',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handler: (call) => call.read(async (tx) => ok(draftView(await deps.read(tx)))),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:context/:name`,
      operationId: 'readCatalogDraftSection',
      tag,
      summary: 'One section as a document, such as catalog/offerings@1',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The document', schema: sectionDocumentSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const { bytes, revision } = await deps.readSection(tx, nameOf(call.params));
          return sendBytes(bytes, 'application/json; charset=utf-8', { etag: String(revision) });
        }),
    }),
    defineRoute({
      method: 'PUT',
      path: `${path}/:context/:name`,
      operationId: 'replaceCatalogDraftSection',
      tag,
      summary: 'Replace one section',
      description: 'References between sections may be open: validation and publication look at them.',
      permission: 'catalog:write',
      limit: { class: 'change', cost: 1 },
      params,
      body: sectionDocumentSchema,
      bodyLimit: MAX_DOCUMENT_BYTES,
      ifMatch: true,
      responses: { 200: { description: 'The section', schema: draftSectionSchema } },
      handler: async (call) => {
        const content = await deps.readDocument(nameOf(call.params), call.body);
        const expectedRevision = call.ifMatch as string;
        return call.write(async (tx) => {
          const section = await deps.replaceSection(tx, call.principal, { content, expectedRevision });
          return ok(sectionView(section), { etag: String(section.revision) });
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/restorations`,
      operationId: 'restoreCatalogDraft',
      tag,
      summary: 'Make the draft what a published version was made from',
      description:
        'The way back: a publication of the restored draft makes a new version of the old content. What the draft ' +
        'held is lost, unless a version holds it, too.',
      permission: 'catalog:write',
      limit: { class: 'computation', cost: 10 },
      body: z.strictObject({ catalogVersion: versionNumberSchema }),
      idempotency: 'required',
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          await deps.restore(tx, call.principal, call.body.catalogVersion);
          return ok(draftView(await deps.read(tx)));
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/validate`,
      operationId: 'validateCatalogDraft',
      question: true,
      tag,
      summary: 'What a publication would find; changes nothing',
      permission: 'catalog:write',
      limit: { class: 'computation', cost: 10 },
      responses: {
        200: {
          description: 'The findings',
          schema: z.strictObject({ revision: z.int().min(0), ...findingReport }),
        },
      },
      handler: async (call) =>
        ok(await deps.validate(call.principal.tenant, await call.read(deps.readContents))),
    }),
  ];
}

function nameOf({ context, name }: z.output<typeof params>): string {
  return `${context}/${name}`;
}
