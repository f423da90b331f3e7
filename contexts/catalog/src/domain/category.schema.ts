import { z } from 'zod';
import { idSchema, lineSchema, paragraphSchema } from './text.schema.ts';

/** A place in the tree people browse by. */
export const categorySchema = z
  .strictObject({
    id: idSchema,
    name: lineSchema(200),
    description: paragraphSchema(4_000).exactOptional(),
    parentId: idSchema.exactOptional().describe('Absent on a root.'),
  })
  .meta({ id: 'Category' });

export type Category = z.output<typeof categorySchema>;

export const CATEGORIES = { section: 'catalog/categories@1', schema: categorySchema };
