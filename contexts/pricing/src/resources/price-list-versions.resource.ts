import { defineRoute, ok, pageOf, pageQuery, type Route, sendBytes } from '@quotewright/platform/http';
import { z } from 'zod';
import type { exportPriceListVersion } from '../application/export-price-list-version.ts';
import type { findPriceListVersion } from '../application/find-price-list-version.ts';
import type { listPriceListVersions } from '../application/list-price-list-versions.ts';
import type { listPrices } from '../application/list-prices.ts';
import { priceView } from './price.schema.ts';
import { listParams, versionParams } from './price-list-params.schema.ts';
import { priceListVersionView, viewOfVersion } from './price-list-version.schema.ts';

export interface PriceListVersionUseCases {
  readonly listVersions: ReturnType<typeof listPriceListVersions>;
  readonly findVersion: ReturnType<typeof findPriceListVersion>;
  readonly exportVersion: ReturnType<typeof exportPriceListVersion>;
  readonly listPrices: ReturnType<typeof listPrices>;
}

const TAG = 'Price lists';
const PATH = '/price-lists/:priceListId/versions';

export function priceListVersionRoutes(use: PriceListVersionUseCases): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: PATH,
      operationId: 'listPriceListVersions',
      tag: TAG,
      summary: 'The published versions of a price list, newest first',
      permission: 'price-list:read',
      limit: { class: 'read', cost: 1 },
      params: listParams,
      query: z.strictObject({ ...pageQuery }),
      responses: { 200: { description: 'A page of versions.', schema: pageOf(priceListVersionView) } },
      handler: (call) =>
        call.read(async (tx) => {
          const page = await use.listVersions(tx, call.params.priceListId, call.query);
          return ok({ ...page, items: page.items.map(viewOfVersion) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${PATH}/:version`,
      operationId: 'readPriceListVersion',
      tag: TAG,
      summary: 'One published version of a price list',
      permission: 'price-list:read',
      limit: { class: 'read', cost: 1 },
      params: versionParams,
      responses: { 200: { description: 'The version.', schema: priceListVersionView } },
      handler: (call) =>
        call.read(async (tx) => {
          const { priceListId, version } = call.params;
          return ok(viewOfVersion(await use.findVersion(tx, priceListId, version)));
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${PATH}/:version/prices`,
      operationId: 'listPrices',
      tag: TAG,
      summary: 'The prices of a version, by offering',
      permission: 'price-list:read',
      limit: { class: 'read', cost: 1 },
      params: versionParams,
      query: z.strictObject({ ...pageQuery, offeringId: z.string().min(1).max(200).exactOptional() }),
      responses: { 200: { description: 'A page of prices.', schema: pageOf(priceView) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { priceListId: id, version } = call.params;
          return ok(await use.listPrices(tx, { id, version }, call.query, call.query));
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${PATH}/:version/document`,
      operationId: 'exportPriceListVersion',
      tag: TAG,
      summary: 'The document of a version, as canonical bytes',
      description:
        'Can be imported again. The ETag is the SHA-256 of the bytes: the content hash of the version.',
      permission: 'price-list:read',
      limit: { class: 'integration', cost: 10 },
      params: versionParams,
      responses: { 200: { description: 'A price list document.', contentType: 'application/json' } },
      handler: (call) =>
        call.read(async (tx) => {
          const { priceListId, version } = call.params;
          const { document, contentHash } = await use.exportVersion(tx, priceListId, version);
          return sendBytes(document, 'application/json', { etag: contentHash });
        }),
    }),
  ];
}
