import { type DomainEvent, eventOf } from '@quotewright/platform/messaging';
import type { PublicationSummary } from '../domain/catalog-version.ts';
import {
  catalogPublished,
  catalogRetired,
  type OfferingChangeEvent,
  productOfferingChanged,
} from '../domain/events.ts';
import type { ItemChange } from '../domain/item-changes.ts';
import type { Retirement } from '../domain/lifecycle.ts';

interface Publication {
  readonly tenant: string;
  readonly version: number;
  /** Absent for the first one. */
  readonly previousVersion?: number;
  /** Of offerings. */
  readonly changes: readonly ItemChange[];
  /** What else changed of offerings, and the event that tells it. */
  readonly otherChanges: readonly OfferingChanges[];
  readonly retired: readonly Retirement[];
  readonly summary: Pick<PublicationSummary, 'offerings' | 'changes'>;
}

export interface OfferingChanges {
  readonly event: OfferingChangeEvent;
  readonly changes: readonly ItemChange[];
}

/** What a publication tells the world: that it happened, each offering that is not what it was, and which retired. */
export function publicationEvents(publication: Publication): readonly DomainEvent[] {
  const { tenant, version, previousVersion, changes, otherChanges, retired, summary } = publication;
  const since = { catalogVersion: version, ...(previousVersion === undefined ? {} : { previousVersion }) };
  return [
    eventOf(catalogPublished, tenant, { ...since, ...summary }),
    ...[{ event: productOfferingChanged, changes }, ...otherChanges].flatMap((told) =>
      told.changes.map(({ id, ...change }) =>
        eventOf(told.event, id, { offeringId: id, ...since, ...change }),
      ),
    ),
    ...retired.map(({ id, from, to }) =>
      eventOf(catalogRetired, id, { offeringId: id, ...since, lifecycle: to, previousLifecycle: from }),
    ),
  ];
}
