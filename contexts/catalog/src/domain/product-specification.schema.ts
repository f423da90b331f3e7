import { z } from 'zod';
import { characteristicSchema } from './characteristic.schema.ts';
import { attributesSchema, idSchema, lineSchema, paragraphSchema } from './text.schema.ts';

/** A car of an industrial variability model has some 1,500. */
export const MAX_CHARACTERISTICS = 5_000;

/** What a product is, whoever sells it: its characteristics and the facts known about it. */
export const productSpecificationSchema = z
  .strictObject({
    id: idSchema,
    name: lineSchema(200),
    description: paragraphSchema(4_000).exactOptional(),
    characteristics: z
      .array(characteristicSchema)
      .max(MAX_CHARACTERISTICS)
      .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, {
        message: 'must not have one id twice',
        params: { code: 'DUPLICATE_ID' },
      })
      .default([]),
    attributes: attributesSchema
      .default({})
      .describe('Facts for people and other systems; no rule reads them.'),
  })
  .meta({ id: 'ProductSpecification' });

export type ProductSpecification = z.output<typeof productSpecificationSchema>;

export const SPECIFICATIONS = { section: 'catalog/specifications@1', schema: productSpecificationSchema };
