import { accepted, defineRoute, jobSchema, type Route, sendBytes } from '@quotewright/platform/http';
import { z } from 'zod';
import type { acceptImport } from '../application/accept-import.ts';
import type { ExportSyntax, exportCatalog } from '../application/export-catalog.ts';
import { DOCUMENT_FORMAT } from '../domain/catalog-document.ts';
import { IMPORT_FORMATS } from '../domain/import-format.ts';
import { versionQuery } from './wanted-version.schema.ts';

interface CatalogDocumentDeps {
  readonly accept: ReturnType<typeof acceptImport>;
  readonly export: ReturnType<typeof exportCatalog>;
}

export const MAX_DOCUMENT_BYTES = 32 * 1_048_576;

const catalogDocumentSchema = z
  .strictObject({
    format: z.literal(DOCUMENT_FORMAT),
    sections: z
      .record(z.string().max(100), z.strictObject({ items: z.array(z.unknown()) }))
      .describe('By the name of the section; those that are not named stay as they are.'),
  })
  .meta({ id: 'CatalogDocument' });

const tmf620DocumentSchema = z
  .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
  .describe(
    'With `format=tmf620`: ProductOffering, ProductSpecification and Category, one or an array of them.',
  );

/** Any of them goes in: the job reads the text again, because only it can say in which line something is wrong. */
const importBodySchema = z.union([catalogDocumentSchema, tmf620DocumentSchema]);

const YAML = 'application/yaml';

const EXPORTS: Readonly<Record<ExportSyntax, { readonly type: string; readonly extension: string }>> = {
  json: { type: 'application/json; charset=utf-8', extension: 'json' },
  yaml: { type: `${YAML}; charset=utf-8`, extension: 'yaml' },
};

export function catalogDocumentRoutes(deps: CatalogDocumentDeps): readonly Route[] {
  const tag = 'Catalog draft';
  return [
    defineRoute({
      method: 'POST',
      path: '/catalog/imports',
      operationId: 'importCatalog',
      tag,
      summary: 'Make the draft have what a document says',
      description:
        'A catalog document replaces the sections that it names, and leaves the others as they are. TMF620 objects ' +
        '(v4 or v5) are merged by their ids: what the draft has beside them stays. All of the document or nothing: a ' +
        'job that fails reports every error with pointer, line and column, and has changed nothing. The result of one ' +
        'that succeeds lists under `remarks` what a TMF620 document says and the catalog has no place for.',
      permission: 'catalog:write',
      limit: { class: 'computation', cost: 10 },
      idempotency: 'required',
      query: z.strictObject({
        format: z.enum(IMPORT_FORMATS).default('catalog').describe('What the document holds.'),
      }),
      body: importBodySchema,
      media: { [YAML]: 'The same document as YAML 1.2, at most 2 MiB; no aliases and no tags.' },
      bodyLimit: MAX_DOCUMENT_BYTES,
      responses: { 202: { description: 'The job that imports', schema: jobSchema } },
      handler: (call) => {
        const { format } = call.query;
        const media = call.rawBody?.mediaType === YAML ? YAML : 'application/json';
        const bytes = call.rawBody?.bytes ?? Buffer.from(JSON.stringify(call.body));
        return call.write(async (tx) =>
          accepted(await deps.accept(tx, call.principal, { bytes, media, format })),
        );
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/catalog/exports',
      operationId: 'exportCatalog',
      tag,
      summary: 'The catalog document of the draft, or of a published version',
      description: 'Whichever way it is written, importing it gives the same content hashes.',
      permission: 'catalog:read',
      limit: { class: 'integration', cost: 10 },
      query: z.strictObject({
        catalogVersion: versionQuery.catalogVersion.describe('A published version; default: the draft.'),
        format: z
          .enum(['json', 'yaml'])
          .default('json')
          .describe('How it is written; a document too large to be imported as YAML is refused as YAML.'),
      }),
      responses: { 200: { description: 'The document', schema: catalogDocumentSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const { format: syntax, ...version } = call.query;
          const name = version.catalogVersion === undefined ? 'draft' : `v${version.catalogVersion}`;
          const { type, extension } = EXPORTS[syntax];
          return sendBytes(await deps.export(tx, { ...version, syntax }), type, {
            headers: { 'content-disposition': `attachment; filename="catalog-${name}.${extension}"` },
          });
        }),
    }),
  ];
}
