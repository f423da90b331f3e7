import type { DomainEvent } from '@quotewright/platform/messaging';
import type { PublicationSummary } from './catalog-version.ts';
import type { ItemChange } from './item-changes.ts';

interface Publication {
  readonly tenant: string;
  readonly version: number;
  /** Absent for the first one. */
  readonly previousVersion?: number;
  /** Of offerings. */
  readonly changes: readonly ItemChange[];
  readonly summary: PublicationSummary;
}

/** What a publication tells the world: that it happened, and each offering that is not what it was. */
export function publicationEvents(publication: Publication): readonly DomainEvent[] {
  const { tenant, version, previousVersion, changes, summary } = publication;
  const since = previousVersion === undefined ? {} : { previousVersion };
  return [
    {
      type: 'CatalogPublished',
      schemaVersion: 1,
      aggregate: { type: 'catalog', id: tenant },
      data: { catalogVersion: version, ...since, ...summary },
    },
    ...changes.map(
      ({ id, ...change }): DomainEvent => ({
        type: 'ProductOfferingChanged',
        schemaVersion: 1,
        aggregate: { type: 'product-offering', id },
        data: { offeringId: id, catalogVersion: version, ...since, ...change },
      }),
    ),
  ];
}
