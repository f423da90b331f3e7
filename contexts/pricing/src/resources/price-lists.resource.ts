import {
  accepted,
  currencySchema,
  defineRoute,
  jobSchema,
  ok,
  pageOf,
  pageQuery,
  type RawBody,
  type Route,
} from '@quotewright/platform/http';
import { enqueueJob } from '@quotewright/platform/jobs';
import { z } from 'zod';
import type { findPriceList } from '../application/find-price-list.ts';
import type { listPriceLists } from '../application/list-price-lists.ts';
import type { receiveImport, SentPrices } from '../application/receive-import.ts';
import { PRICE_LIST_FORMAT, priceListDocumentSchema } from '../domain/price-list-document.ts';
import { IMPORT_JOB } from './import-price-list.job.ts';
import { priceListView, viewOfPriceList } from './price-list.schema.ts';
import { listParams } from './price-list-params.schema.ts';
import { PUBLISH_JOB } from './publish-price-list.job.ts';

export interface PriceListUseCases {
  readonly listPriceLists: ReturnType<typeof listPriceLists>;
  readonly findPriceList: ReturnType<typeof findPriceList>;
  readonly receiveImport: ReturnType<typeof receiveImport>;
}

const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/** Taken as it is and checked by the job, whose report has every error; described by the real schema. */
const documentBody = z.record(z.string(), z.unknown()).meta({
  ...z.toJSONSchema(priceListDocumentSchema, { io: 'input' }),
  $schema: undefined,
  id: 'PriceListDocument',
});

const TAG = 'Price lists';
const CSV = 'text/csv';

/** As it was sent, so that errors can name its lines. */
function sentPrices(
  raw: RawBody | undefined,
  { name, currency }: { readonly name?: string; readonly currency?: string },
): SentPrices | undefined {
  if (raw === undefined) return undefined;
  if (raw.mediaType !== CSV) return { mediaType: 'application/json', document: raw.bytes };
  return {
    mediaType: CSV,
    document: raw.bytes,
    ...(name !== undefined && { listName: name }),
    ...(currency !== undefined && { listCurrency: currency }),
  };
}

export function priceListRoutes(use: PriceListUseCases): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/price-lists',
      operationId: 'listPriceLists',
      tag: TAG,
      summary: 'The price lists, by id',
      permission: 'price-list:read',
      limit: { class: 'read', cost: 1 },
      query: z.strictObject({ ...pageQuery }),
      responses: { 200: { description: 'A page of price lists.', schema: pageOf(priceListView) } },
      handler: (call) =>
        call.read(async (tx) => {
          const page = await use.listPriceLists(tx, call.query);
          return ok({ ...page, items: page.items.map(viewOfPriceList) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/price-lists/:priceListId',
      operationId: 'readPriceList',
      tag: TAG,
      summary: 'One price list: its active version and its draft',
      permission: 'price-list:read',
      limit: { class: 'read', cost: 1 },
      params: listParams,
      responses: { 200: { description: 'The price list.', schema: priceListView } },
      handler: (call) =>
        call.read(async (tx) => {
          const list = await use.findPriceList(tx, call.params.priceListId);
          return ok(viewOfPriceList(list), { etag: String(list.rowVersion) });
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/price-lists/:priceListId/imports',
      operationId: 'importPriceList',
      tag: TAG,
      summary: 'Import a document as the draft of a price list',
      description: `Takes a \`${PRICE_LIST_FORMAT}\` document whose id is the one in the path; a new id makes a new list. The job replaces the draft whole, or changes nothing and fails with \`PRICE_LIST_INVALID\`, whose \`errors\` point into the document. CSV replaces the prices only: a list keeps its name and its adjustments; errors name line and column.`,
      permission: 'price-list:write',
      limit: { class: 'computation', cost: 10 },
      params: listParams,
      query: z.strictObject({
        name: z.string().min(1).max(200).exactOptional().describe('Of CSV for a new list: its name.'),
        currency: currencySchema.exactOptional().describe('Of CSV for a new list: its currency.'),
      }),
      body: documentBody,
      media: { [CSV]: 'Prices as rows, in UTF-8 with a header: see the guide to importing prices as CSV.' },
      bodyLimit: MAX_DOCUMENT_BYTES,
      idempotency: 'required',
      responses: { 202: { description: 'The job that imports it.', schema: jobSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { priceListId } = call.params;
          const sent = sentPrices(call.rawBody, call.query);
          const given = sent === undefined ? { document: call.body } : { sent };
          const importId = await use.receiveImport(tx, call.principal, { priceListId, ...given });
          return accepted(
            await enqueueJob(tx, { type: IMPORT_JOB, input: { importId }, actor: call.principal }),
          );
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/price-lists/:priceListId/publications',
      operationId: 'publishPriceList',
      tag: TAG,
      summary: 'Publish the draft of a price list as its next version',
      description:
        'The job checks that every offering is in the active catalog version. Until it has succeeded, and when it fails, the version before stays active. A draft that equals the active version is refused.',
      permission: 'price-list:publish',
      limit: { class: 'computation', cost: 10 },
      params: listParams,
      idempotency: 'required',
      responses: { 202: { description: 'The job that publishes it.', schema: jobSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { id: priceListId } = await use.findPriceList(tx, call.params.priceListId);
          return accepted(
            await enqueueJob(tx, { type: PUBLISH_JOB, input: { priceListId }, actor: call.principal }),
          );
        }),
    }),
  ];
}
