import { z } from 'zod';
import { itemMembers } from './item.schema.ts';
import { chargesSchema, snapshotSchema, totalsSchema } from './price.schema.ts';

/** The schemas of what a quote freezes, for whoever takes it over by value. */
export const frozenSchemas = {
  /** Of an item, its ids aside. */
  itemMembers: { ...itemMembers, offeringName: z.string(), charges: chargesSchema },
  totals: totalsSchema,
  snapshot: snapshotSchema,
};

export type FrozenSchemas = typeof frozenSchemas;
