import type { JsonValue } from '@quotewright/kernel';
import type { FindingReport } from './finding.ts';
import type { changeCounts } from './item-changes.ts';

/*
 *   building ──► published      immutable from then on
 *      └───────► failed         its number is burned
 */
export type PublicationState = 'building' | 'published' | 'failed';

/** A version number's life: the publication that was begun for it, and what became of it. */
export interface CatalogVersion {
  readonly version: number;
  readonly state: PublicationState;
  /** The draft's revision whose content was frozen. */
  readonly draftRevision: number;
  /** Identifies the frozen content: SHA-256 over section names and their hashes. */
  readonly contentHash: string;
  readonly startedAt: number;
  readonly startedBy: string;
  /** Until when nobody else may begin, while `building`. */
  readonly leaseUntil?: number;
  readonly finishedAt?: number;
  /** Why it failed, where it was not for its findings. */
  readonly failure?: string;
  readonly report?: FindingReport;
  readonly summary?: PublicationSummary;
}

/** What a published version holds, and how its offerings differ from those of the version before. */
export type PublicationSummary = {
  readonly offerings: number;
  readonly changes: ReturnType<typeof changeCounts>;
  /** What steps have to say of what they compiled, by section. */
  readonly steps?: Record<string, JsonValue>;
};

/** The right to work on a version. A later claim ends the earlier one: its token fences every write. */
export interface PublicationLease {
  readonly version: number;
  readonly token: string;
}
