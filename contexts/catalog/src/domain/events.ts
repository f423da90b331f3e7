import type { DomainEvent } from '@quotewright/platform/messaging';
import type { PublicationSummary } from './catalog-version.ts';
import type { ItemChange } from './item-changes.ts';
import type { Retirement } from './lifecycle.ts';

interface Publication {
  readonly tenant: string;
  readonly version: number;
  /** Absent for the first one. */
  readonly previousVersion?: number;
  /** Of offerings. */
  readonly changes: readonly ItemChange[];
  /** What else changed of offerings, and the type of the event that tells it. */
  readonly otherChanges: readonly { readonly type: string; readonly changes: readonly ItemChange[] }[];
  readonly retired: readonly Retirement[];
  readonly summary: PublicationSummary;
}

/** What a publication tells the world: that it happened, each offering that is not what it was, and which retired. */
export function publicationEvents(publication: Publication): readonly DomainEvent[] {
  const { tenant, version, previousVersion, changes, otherChanges, retired, summary } = publication;
  const since = previousVersion === undefined ? {} : { previousVersion };
  return [
    {
      type: 'CatalogPublished',
      schemaVersion: 1,
      aggregate: { type: 'catalog', id: tenant },
      data: { catalogVersion: version, ...since, ...summary },
    },
    ...[{ type: 'ProductOfferingChanged', changes }, ...otherChanges].flatMap(({ type, changes }) =>
      changes.map(
        ({ id, ...change }): DomainEvent => ({
          type,
          schemaVersion: 1,
          aggregate: { type: 'product-offering', id },
          data: { offeringId: id, catalogVersion: version, ...since, ...change },
        }),
      ),
    ),
    ...retired.map(
      ({ id, from, to }): DomainEvent => ({
        type: 'CatalogRetired',
        schemaVersion: 1,
        aggregate: { type: 'product-offering', id },
        data: { offeringId: id, catalogVersion: version, ...since, lifecycle: to, previousLifecycle: from },
      }),
    ),
  ];
}
