import type { Tx } from '@quotewright/platform/postgres';
import type { Characteristic } from './domain/characteristic.schema.ts';
import type { PublishedOfferingDocument } from './domain/product-offering.schema.ts';
import type { SectionDefinition, SectionItem } from './domain/section.ts';

/** An offering of one published version, as downstream contexts need it. */
export interface PublishedOffering {
  readonly id: string;
  readonly catalogVersion: number;
  readonly name: string;
  readonly specificationId: string;
  readonly lifecycle: 'inDesign' | 'inTest' | 'active' | 'retired' | 'obsolete';
  readonly isBundle: boolean;
  /** Calendar dates, half-open. */
  readonly validity: { readonly from?: string; readonly until?: string };
  /** Empty = everywhere, everyone. */
  readonly markets: readonly string[];
  readonly channels: readonly string[];
  readonly customerTypes: readonly string[];
  readonly segments: readonly string[];
  readonly places: readonly string[];
  /** What one unit is called (`seat`, `model access`), and whether fractions of it are sold. */
  readonly unit: { readonly name: string; readonly fractions: boolean };
  /** SHA-256 of the artefact bytes in this version. */
  readonly contentHash: string;
}

/** An offering with all that its specification says, as a configuration of it is checked against. */
export interface OfferingDefinition {
  readonly offering: PublishedOfferingDocument;
  /** Of its specification in the same version. */
  readonly characteristics: readonly Characteristic[];
}

/** What a publication step compiled for one subject. */
export interface PublishedArtefact {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes. */
  readonly contentHash: string;
}

/** Of a read: which version, and how new it must be at least. */
export interface WantedVersion {
  /** Default: the active one. */
  readonly catalogVersion?: number;
  /** Nothing older may answer. */
  readonly minVersion?: number;
}

/** What other contexts may ask of the catalog. All reads are of one tenant: the transaction's. */
export interface CatalogApi {
  /** The version new work takes; undefined before the first publication. */
  activeVersion(tx: Tx): Promise<number | undefined>;
  /**
   * The version a read is answered from. Throws `CATALOG_NOT_PUBLISHED`, `CATALOG_VERSION_UNKNOWN`,
   * `VERSION_NOT_PUBLISHED` when the minimum is above what is published, `VERSION_BELOW_MINIMUM`.
   */
  resolveVersion(tx: Tx, wanted: WantedVersion): Promise<number>;
  /** Whether the version exists and was published. */
  isPublished(tx: Tx, version: number): Promise<boolean>;
  /** One set-based read; ids that the version does not have are absent from the map. */
  findOfferings(
    tx: Tx,
    version: number,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, PublishedOffering>>;
  /** One set-based read of offerings and one of their specifications; ids that the version does not have are absent. */
  findDefinitions(
    tx: Tx,
    version: number,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, OfferingDefinition>>;
  /** The ids of all offerings of a version, for checks of whole price lists. */
  offeringIds(tx: Tx, version: number): Promise<ReadonlySet<string>>;
  /** The items of a section as they were frozen for the version; empty where it did not have the section. Large. */
  readSection<Item extends SectionItem>(
    tx: Tx,
    version: number,
    definition: SectionDefinition<Item>,
  ): Promise<readonly Item[]>;
  /** The content hash of what `findArtefact` would give; reads no bytes. */
  findArtefactHash(tx: Tx, version: number, section: string, subjectId: string): Promise<string | undefined>;
  /** What the step of `section` compiled for a subject, as it was published; undefined where there is nothing. */
  findArtefact(
    tx: Tx,
    version: number,
    section: string,
    subjectId: string,
  ): Promise<PublishedArtefact | undefined>;
}
