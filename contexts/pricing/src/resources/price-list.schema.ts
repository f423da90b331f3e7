import { currencySchema, timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import type { PriceListRecord } from '../domain/price-list-record.ts';

export const contentHashSchema = z.string().describe('SHA-256 of the canonical document, hexadecimal.');

export const priceListView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    currency: currencySchema,
    activeVersion: z.number().int().exactOptional().describe('Absent before the first publication.'),
    draft: z
      .strictObject({
        importId: z.string(),
        contentHash: contentHashSchema,
        priceCount: z.number().int(),
        importedAt: timestampSchema,
      })
      .exactOptional()
      .describe('What the next publication takes.'),
    version: z.number().int().describe('Rises with every change of the list: the ETag.'),
    updatedAt: timestampSchema,
  })
  .meta({ id: 'PriceList', description: 'The prices of one currency: one list per currency.' });

export function viewOfPriceList(list: PriceListRecord): z.output<typeof priceListView> {
  const { id, name, currency, activeVersion, draft, rowVersion, updatedAt } = list;
  return {
    id,
    name,
    currency: currency as z.output<typeof currencySchema>,
    ...(activeVersion === undefined ? {} : { activeVersion }),
    ...(draft === undefined ? {} : { draft: { ...draft, importedAt: draft.importedAt.toISOString() } }),
    version: rowVersion,
    updatedAt: updatedAt.toISOString(),
  };
}
