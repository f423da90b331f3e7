import type { Tx } from '@quotewright/platform/postgres';
import type { CatalogVersion, PublicationLease, PublicationSummary } from '../domain/catalog-version.ts';
import type { FindingReport } from '../domain/finding.ts';
import type { SectionContent } from '../domain/section.ts';

export interface NewVersion {
  readonly version: number;
  readonly draftRevision: number;
  readonly contentHash: string;
  readonly startedBy: string;
  readonly lease: PublicationLease;
  readonly leaseUntil: number;
}

export type PublicationEnd =
  | { readonly state: 'published'; readonly report: FindingReport; readonly summary: PublicationSummary }
  | { readonly state: 'failed'; readonly report: FindingReport }
  | { readonly state: 'failed'; readonly failure: string };

/** A section of a version without its content. */
export interface VersionSection {
  readonly section: string;
  readonly contentHash: string;
  readonly itemCount: number;
}

/** Versions, the content frozen for them, and the leases of those being built. */
export interface VersionStore {
  find(tx: Tx, version: number): Promise<CatalogVersion | undefined>;
  isPublished(tx: Tx, version: number): Promise<boolean>;
  findBuilding(tx: Tx): Promise<CatalogVersion | undefined>;
  /** The published version before the given one. */
  previous(tx: Tx, version: number): Promise<number | undefined>;
  /** Published ones, newest first, those below `before`; without what checks and steps reported. */
  list(tx: Tx, page: { limit: number; before?: number }): Promise<readonly CatalogVersion[]>;
  sections(tx: Tx, version: number): Promise<readonly VersionSection[]>;
  contents(tx: Tx, version: number): Promise<readonly SectionContent[]>;
  /** Freezes what the draft holds now. */
  begin(tx: Tx, version: NewVersion): Promise<void>;
  /** Takes a building version over. False when it is not building. */
  claim(tx: Tx, lease: PublicationLease, leaseUntil: number): Promise<boolean>;
  /** False when the lease is not in force any more. */
  renew(tx: Tx, lease: PublicationLease, leaseUntil: number): Promise<boolean>;
  /** False when the lease is not in force any more: nothing changed. */
  end(tx: Tx, lease: PublicationLease, end: PublicationEnd): Promise<boolean>;
  /** Fails a building version whoever works on it. */
  abandon(tx: Tx, version: number, failure: string): Promise<void>;
  /** As `abandon`, only if its lease has ended. False when it is in force: its worker showed a sign of life. */
  abandonExpired(tx: Tx, version: number, failure: string): Promise<boolean>;
}
