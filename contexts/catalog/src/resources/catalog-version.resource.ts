import { defineRoute, encodeCursor, ok, pageOf, pageQuery, type Route } from '@quotewright/platform/http';
import { z } from 'zod';
import type { diffVersions } from '../application/diff-versions.ts';
import type { listVersions, readVersion } from '../application/read-versions.ts';
import {
  catalogVersionDetailSchema,
  catalogVersionSchema,
  versionDiffSchema,
  versionView,
} from './catalog-version.schema.ts';
import { decodeVersionCursor } from './version-cursor.ts';
import { versionNumberSchema } from './wanted-version.schema.ts';

interface CatalogVersionDeps {
  readonly list: ReturnType<typeof listVersions>;
  readonly read: ReturnType<typeof readVersion>;
  readonly diff: ReturnType<typeof diffVersions>;
}

const params = z.strictObject({ version: versionNumberSchema });

export function catalogVersionRoutes({ list, read, diff }: CatalogVersionDeps): readonly Route[] {
  const path = '/catalog/versions';
  const tag = 'Catalog versions';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listCatalogVersions',
      tag,
      summary: 'Published versions, newest first',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(catalogVersionSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { limit, cursor } = call.query;
          const [before] =
            cursor === undefined ? [] : (decodeVersionCursor(cursor, ['number']) as readonly [number]);
          const found = await list(tx, { limit: limit + 1, ...(before !== undefined && { before }) });
          const items = found.slice(0, limit).map(versionView);
          const last = items.at(-1);
          return ok({
            items,
            ...(found.length > limit && last && { nextCursor: encodeCursor([last.catalogVersion]) }),
          });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:version`,
      operationId: 'readCatalogVersion',
      tag,
      summary: 'One published version and its sections',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The version', schema: catalogVersionDetailSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const { sections, ...version } = await read(tx, call.params.version);
          return ok({
            ...versionView(version),
            sections,
            ...(version.summary?.steps && { steps: version.summary.steps }),
          });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:version/diff`,
      operationId: 'diffCatalogVersions',
      tag,
      summary: 'What changed between two published versions',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params,
      query: z.strictObject({
        against: versionNumberSchema.exactOptional().describe('Default: the published version before.'),
        section: z.string().min(1).max(100).exactOptional().describe('Only this one; default: all.'),
        detail: z
          .enum(['items', 'members'])
          .default('items')
          .describe(
            '`members`: also what differs inside of changed items; at most 500 items with 200 members each.',
          ),
      }),
      responses: {
        200: { description: 'Items added, changed and removed', schema: versionDiffSchema },
      },
      handler: (call) => call.read(async (tx) => ok(await diff(tx, { ...call.params, ...call.query }))),
    }),
  ];
}
