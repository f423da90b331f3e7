import { accepted, defineRoute, jobSchema, ok, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { readPublication } from '../application/read-versions.ts';
import type { startPublication } from '../application/start-publication.ts';
import { publicationSchema, publicationView } from './catalog-version.schema.ts';
import { versionNumberSchema } from './wanted-version.schema.ts';

interface CatalogPublicationDeps {
  readonly start: ReturnType<typeof startPublication>;
  readonly read: ReturnType<typeof readPublication>;
}

export function catalogPublicationRoutes({ start, read }: CatalogPublicationDeps): readonly Route[] {
  const path = '/catalog/publications';
  const tag = 'Catalog versions';
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'publishCatalog',
      tag,
      summary: 'Publish the draft as the next version',
      description:
        'The answer carries `Quotewright-Min-Version`: sent with later reads, it makes sure that none is answered ' +
        'from before this publication.',
      permission: 'catalog:publish',
      limit: { class: 'computation', cost: 10 },
      idempotency: 'required',
      responses: { 202: { description: 'The job that publishes', schema: jobSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { job, catalogVersion } = await start(tx, call.principal);
          const answer = accepted(job);
          const minVersion = { 'quotewright-min-version': `catalog=${catalogVersion}` };
          return { ...answer, headers: { ...answer.headers, ...minVersion } };
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:version`,
      operationId: 'readCatalogPublication',
      tag,
      summary: 'How a publication stands, and what it found',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ version: versionNumberSchema }),
      responses: { 200: { description: 'The publication', schema: publicationSchema } },
      handler: (call) => call.read(async (tx) => ok(publicationView(await read(tx, call.params.version)))),
    }),
  ];
}
