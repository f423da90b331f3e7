import { z } from 'zod';
import { priceListId } from '../domain/price-list-document.ts';

export const listParams = z.strictObject({ priceListId });
export const versionParams = z.strictObject({
  priceListId,
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
});
