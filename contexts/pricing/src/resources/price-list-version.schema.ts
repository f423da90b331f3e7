import { timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import type { PriceListVersion } from '../domain/price-list-version.ts';
import { contentHashSchema } from './price-list.schema.ts';

export const priceListVersionView = z
  .strictObject({
    priceListId: z.string(),
    version: z.number().int(),
    contentHash: contentHashSchema,
    priceCount: z.number().int(),
    catalogVersion: z
      .number()
      .int()
      .describe('The catalog version whose offerings the prices were checked against.'),
    publishedAt: timestampSchema,
    publishedBy: z.string(),
  })
  .meta({
    id: 'PriceListVersion',
    description: 'An immutable version of a price list. Numbers rise, with gaps.',
  });

export function viewOfVersion(version: PriceListVersion): z.output<typeof priceListVersionView> {
  return {
    priceListId: version.priceListId,
    version: version.version,
    contentHash: version.contentHash,
    priceCount: version.priceCount,
    catalogVersion: version.catalogVersion as number,
    publishedAt: (version.publishedAt as Date).toISOString(),
    publishedBy: version.publishedBy,
  };
}
