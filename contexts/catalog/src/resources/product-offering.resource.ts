import {
  calendarDateSchema,
  defineRoute,
  encodeCursor,
  pageOf,
  pageQuery,
  type Route,
} from '@quotewright/platform/http';
import { z } from 'zod';
import type { WantedVersion } from '../api.ts';
import type { ListOfferings, listOfferings, OfferingList } from '../application/list-offerings.ts';
import type { readItem } from '../application/read-item.ts';
import { LIFECYCLES, publishedOfferingSchema } from '../domain/product-offering.schema.ts';
import { itemAnswer, itemPageAnswer, projected } from './published-items.ts';
import { decodeVersionCursor } from './version-cursor.ts';
import { versionHeader, versionQuery, wantedVersion } from './wanted-version.schema.ts';

interface ProductOfferingDeps {
  readonly list: ReturnType<typeof listOfferings>;
  readonly read: ReturnType<typeof readItem>;
}

const FIELDS: readonly string[] = Object.keys(publishedOfferingSchema.shape);
const code = z.string().min(1).max(128).exactOptional();

const listQuerySchema = z.strictObject({
  ...pageQuery,
  ...versionQuery,
  market: code,
  channel: code,
  customerType: code,
  segment: code.describe('Sold to this customer segment.'),
  place: code.describe('Can be delivered there.'),
  specification: code.describe('The id of a specification.'),
  bundle: z.enum(['true', 'false']).exactOptional().describe('Only bundles, or only what is none.'),
  category: code.describe('The id of a category: offerings in it, and in those below it.'),
  q: z.string().min(1).max(100).exactOptional().describe('Part of the name or the id, whatever its case.'),
  lifecycle: z
    .enum([...LIFECYCLES, 'all'])
    .default('active')
    .describe('`all` = in whatever state.'),
  validOn: calendarDateSchema.exactOptional().describe("Default: today in the tenant's zone."),
  sort: z.enum(['name', '-name']).default('name'),
  fields: z
    .string()
    .max(500)
    .transform((names) => names.split(','))
    .refine((names) => names.every((name) => FIELDS.includes(name)), `must name some of ${FIELDS.join(', ')}`)
    .exactOptional()
    .describe('Members to answer with, separated by commas; default: all. The id always comes along.'),
});

type ListQuery = z.output<typeof listQuerySchema>;

export function productOfferingRoutes({ list, read }: ProductOfferingDeps): readonly Route[] {
  const path = '/product-offerings';
  const tag = 'Catalog';
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listProductOfferings',
      tag,
      summary: 'Offerings that are sold today, by name unless asked otherwise',
      description:
        '`X-Catalog-Version` names the version; following pages keep to it. `X-Total-Count` comes with the first.',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      query: listQuerySchema,
      responses: { 200: { description: 'One page', schema: pageOf(publishedOfferingSchema) } },
      handler: async (call) => {
        const query = listOf(call.query, wantedVersion(call));
        const found = await call.read((tx) => list(tx, query));
        return listAnswer(found, call.query.fields);
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:offeringId`,
      operationId: 'readProductOffering',
      tag,
      summary: 'One offering of the active version or of any other',
      description: 'The ETag is the SHA-256 of the body: the content hash that quotes and prices refer to.',
      permission: 'catalog:read',
      limit: { class: 'read', cost: 1 },
      params: z.strictObject({ offeringId: z.string() }),
      query: z.strictObject(versionQuery),
      responses: { 200: { description: 'The offering', schema: publishedOfferingSchema } },
      handler: (call) =>
        call.read(async (tx) =>
          itemAnswer(await read(tx, 'offering', call.params.offeringId, wantedVersion(call))),
        ),
    }),
  ];
}

/** A cursor names the version it began with, so that a publication between two pages tears no list. */
function listOf(query: ListQuery, wanted: WantedVersion): ListOfferings {
  const { market, channel, customerType, segment, place, specification, bundle } = query;
  const { category, q, lifecycle, validOn, limit, sort, cursor } = query;
  const [catalogVersion, after] =
    cursor === undefined
      ? []
      : (decodeVersionCursor(cursor, ['number', 'text']) as readonly [number, string]);
  return {
    ...wanted,
    ...(catalogVersion !== undefined && { catalogVersion }),
    ...(after !== undefined && { after }),
    limit,
    order: sort,
    ...(market !== undefined && { market }),
    ...(channel !== undefined && { channel }),
    ...(customerType !== undefined && { customerType }),
    ...(segment !== undefined && { segment }),
    ...(place !== undefined && { place }),
    ...(specification !== undefined && { specification }),
    ...(bundle !== undefined && { bundle: bundle === 'true' }),
    ...(category !== undefined && { category }),
    ...(q !== undefined && { text: q }),
    ...(lifecycle !== 'all' && { lifecycle }),
    ...(validOn !== undefined && { validOn }),
  };
}

function listAnswer({ catalogVersion, items, hasMore, total }: OfferingList, fields?: readonly string[]) {
  const last = items.at(-1);
  return itemPageAnswer({
    items: fields === undefined ? items : projected(items, ['id', ...fields]),
    ...(hasMore && last && { nextCursor: encodeCursor([catalogVersion, last.id]) }),
    headers: {
      ...versionHeader(catalogVersion),
      ...(total !== undefined && { 'x-total-count': String(total) }),
    },
  });
}
