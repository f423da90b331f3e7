import { accepted, defineRoute, jobSchema, type Route, sendBytes } from '@quotewright/platform/http';
import { z } from 'zod';
import type { acceptImport } from '../application/accept-import.ts';
import type { exportCatalog } from '../application/export-catalog.ts';
import { DOCUMENT_FORMAT } from '../domain/catalog-document.ts';
import { versionQuery } from './wanted-version.schema.ts';

interface CatalogDocumentDeps {
  readonly accept: ReturnType<typeof acceptImport>;
  readonly export: ReturnType<typeof exportCatalog>;
}

export const MAX_DOCUMENT_BYTES = 32 * 1_048_576;

/** The envelope alone: what is inside of sections is read, and reported about, by the job. */
const catalogDocumentSchema = z
  .strictObject({
    format: z.literal(DOCUMENT_FORMAT),
    sections: z
      .record(z.string().max(100), z.strictObject({ items: z.array(z.unknown()) }))
      .describe('By the name of the section; those that are not named stay as they are.'),
  })
  .meta({ id: 'CatalogDocument' });

export function catalogDocumentRoutes(deps: CatalogDocumentDeps): readonly Route[] {
  const tag = 'Catalog draft';
  return [
    defineRoute({
      method: 'POST',
      path: '/catalog/imports',
      operationId: 'importCatalog',
      tag,
      summary: 'Replace sections of the draft by those of a catalog document',
      description:
        'All of the sections or none. A job that fails reports every error with pointer, line and column, and has ' +
        'changed nothing.',
      permission: 'catalog:write',
      idempotency: 'required',
      body: catalogDocumentSchema,
      bodyLimit: MAX_DOCUMENT_BYTES,
      rawBody: true,
      responses: { 202: { description: 'The job that imports', schema: jobSchema } },
      handler: (call) => {
        const document = call.rawBody ?? Buffer.from(JSON.stringify(call.body));
        return call.write(async (tx) => accepted(await deps.accept(tx, call.principal, document)));
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/catalog/exports',
      operationId: 'exportCatalog',
      tag,
      summary: 'The catalog document of the draft, or of a published version',
      permission: 'catalog:read',
      query: z.strictObject({
        catalogVersion: versionQuery.catalogVersion.describe('A published version; default: the draft.'),
      }),
      responses: { 200: { description: 'The document', schema: catalogDocumentSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const { catalogVersion } = call.query;
          const name = catalogVersion === undefined ? 'draft' : `v${catalogVersion}`;
          return sendBytes(await deps.export(tx, catalogVersion), 'application/json; charset=utf-8', {
            headers: { 'content-disposition': `attachment; filename="catalog-${name}.json"` },
          });
        }),
    }),
  ];
}
