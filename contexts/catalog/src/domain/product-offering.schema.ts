import { z } from 'zod';
import {
  characteristicValuesSchema,
  decimalRangeSchema,
  integerRangeSchema,
} from './characteristic.schema.ts';
import {
  bundleChildrenSchema,
  bundleGroupsSchema,
  relationshipsSchema,
} from './offering-structure.schema.ts';
import { MAX_CHARACTERISTICS } from './product-specification.schema.ts';
import {
  attributesSchema,
  codeSchema,
  dateSchema,
  externalIdsSchema,
  idSchema,
  lineSchema,
  paragraphSchema,
  setOf,
} from './text.schema.ts';

export const LIFECYCLES = ['inDesign', 'inTest', 'active', 'retired', 'obsolete'] as const;

export type Lifecycle = (typeof LIFECYCLES)[number];

const validitySchema = z
  .strictObject({
    from: dateSchema.exactOptional().describe('First day.'),
    until: dateSchema.exactOptional().describe('First day on which it is no longer valid.'),
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    message: 'must not be empty: from is not before until',
    params: { code: 'VALIDITY_EMPTY' },
  });

const restrictionSchema = z
  .strictObject({
    characteristicId: idSchema,
    values: characteristicValuesSchema.exactOptional().describe('The only values sold.'),
    range: z
      .union([integerRangeSchema, decimalRangeSchema], 'must be a range that is not empty')
      .exactOptional()
      .describe('The only numbers sold; both ends belong to it.'),
    defaultValues: characteristicValuesSchema.exactOptional(),
  })
  .refine(({ values, range, defaultValues }) => values ?? range ?? defaultValues, {
    message: 'must have values, range or defaultValues',
  });

/** What is sold: a specification with restricted values, where, to whom and when. */
export const productOfferingSchema = z.strictObject({
  id: idSchema,
  name: lineSchema(200),
  description: paragraphSchema(4_000).exactOptional(),
  specificationId: idSchema,
  categoryIds: setOf(idSchema, 100).default([]),
  unit: z
    .strictObject({
      name: lineSchema(60),
      fractions: z.boolean().describe('Whether parts of a unit are sold.'),
    })
    .default({ name: 'unit', fractions: false })
    .describe('What one of it is called.'),
  lifecycle: z.enum(LIFECYCLES),
  validity: validitySchema.default({}).describe("Calendar days in the tenant's zone, half-open."),
  markets: setOf(codeSchema, 250).default([]).describe('Empty = everywhere.'),
  channels: setOf(codeSchema, 100).default([]).describe('Empty = in every channel.'),
  customerTypes: setOf(codeSchema, 100).default([]).describe('Empty = to everyone.'),
  segments: setOf(codeSchema, 100).min(1).exactOptional().describe('Customer segments; absent = every one.'),
  places: setOf(codeSchema, 1_000)
    .min(1)
    .exactOptional()
    .describe('Where it can be delivered; absent = everywhere.'),
  children: bundleChildrenSchema.exactOptional(),
  groups: bundleGroupsSchema.exactOptional(),
  relationships: relationshipsSchema.exactOptional(),
  characteristicValues: z
    .array(restrictionSchema)
    .max(MAX_CHARACTERISTICS)
    .refine((items) => new Set(items.map(({ characteristicId }) => characteristicId)).size === items.length, {
      message: 'must not restrict one characteristic twice',
      params: { code: 'DUPLICATE_ID' },
    })
    .default([]),
  externalIds: externalIdsSchema.default({}).describe('Ids in other systems.'),
  attributes: attributesSchema
    .default({})
    .describe('Facts for people and other systems; no rule reads them.'),
});

export type ProductOffering = z.output<typeof productOfferingSchema>;

export const OFFERINGS = { section: 'catalog/offerings@1', schema: productOfferingSchema };

/** An offering as it is published: what `GET /product-offerings/{id}` answers, byte for byte. */
export const publishedOfferingSchema = productOfferingSchema
  .extend({ isBundle: z.boolean() })
  .meta({ id: 'ProductOffering' });

export type PublishedOfferingDocument = z.output<typeof publishedOfferingSchema>;

export function publishedOffering(offering: ProductOffering): PublishedOfferingDocument {
  return { ...offering, isBundle: offering.children !== undefined };
}
