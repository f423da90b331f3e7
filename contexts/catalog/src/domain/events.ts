import type { EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import { LIFECYCLES } from './product-offering.schema.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const catalogVersion = z.int().positive().describe('The version that was published.');
const previousVersion = z
  .int()
  .positive()
  .exactOptional()
  .describe('The version that was active before; absent for the first one.');

export const catalogPublished = {
  type: 'CatalogPublished',
  schemaVersion: 1,
  aggregate: 'catalog',
  readPermission: 'catalog:read',
  summary: 'A version of the catalog became the active one. The aggregate is the tenant.',
  data: z.strictObject({
    catalogVersion,
    previousVersion,
    offerings: count.describe('How many offerings the version has.'),
    changes: z
      .strictObject({
        added: count.describe('New in the version.'),
        changed: count.describe('In both, and not the same.'),
        removed: count.describe('Only in the version before.'),
      })
      .describe('How many offerings differ from the version before.'),
  }),
} satisfies EventDefinition<any>;

const offeringChange = z.strictObject({
  offeringId: z.string().describe('Identifies the aggregate.'),
  catalogVersion,
  previousVersion,
  change: z.enum(['added', 'changed', 'removed']).describe('Against the version before.'),
  beforeHash: hash.exactOptional().describe('Identifies what it was; absent where it was added.'),
  afterHash: hash.exactOptional().describe('Identifies what it is; absent where it was removed.'),
});

/** An event told of each offering of which something changed with a version. */
export type OfferingChangeEvent = EventDefinition<z.output<typeof offeringChange>>;

/** The event of one thing that versions have of offerings. */
export function offeringChangeEvent(type: string, summary: string): OfferingChangeEvent {
  return {
    type,
    schemaVersion: 1,
    aggregate: 'product-offering',
    readPermission: 'catalog:read',
    summary,
    data: offeringChange,
  };
}

export const productOfferingChanged = offeringChangeEvent(
  'ProductOfferingChanged',
  'An offering came, changed or went with a published version.',
);

export const catalogRetired = {
  type: 'CatalogRetired',
  schemaVersion: 1,
  aggregate: 'product-offering',
  readPermission: 'catalog:read',
  summary: 'An offering retired with a published version: it is not sold to new quotes any more.',
  data: z.strictObject({
    offeringId: z.string().describe('Identifies the aggregate.'),
    catalogVersion,
    previousVersion,
    lifecycle: z.enum(LIFECYCLES).describe('Where it stands now.'),
    previousLifecycle: z.enum(LIFECYCLES).describe('Where it stood in the version before.'),
  }),
} satisfies EventDefinition<any>;

export const catalogEvents: readonly EventDefinition<any>[] = [
  catalogPublished,
  catalogRetired,
  productOfferingChanged,
];
