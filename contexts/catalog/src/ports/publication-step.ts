import type { JsonValue, TenantId } from '@quotewright/kernel';
import type { CatalogSnapshot } from '../domain/catalog-snapshot.ts';
import type { OfferingChangeEvent } from '../domain/events.ts';
import type { Finding } from '../domain/finding.ts';
import type { SectionDefinition, SectionItem } from '../domain/section.ts';

/** A compiled form: JSON, which is kept as canonical bytes, or bytes of the step's own making. */
export type Artefact = JsonValue | Uint8Array;

/** What a step may know besides the snapshot. */
export interface PublicationContext {
  /** Whose catalog it is. */
  readonly tenant: TenantId;
  /** The number that is being built; absent where a draft is only checked. */
  readonly version?: number;
  /** Ends the work at the step's next safe point. */
  readonly signal?: AbortSignal;
  /** To be called now and then on long work: others take over a publication that shows no life for minutes. */
  stillWorking(): Promise<void>;
  /**
   * What the step of `section` compiled for subjects in the version that is active, where it did: to be used again
   * where nothing changed. In one read, so of a few hundred subjects at a time.
   */
  previous(section: string, subjectIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/**
 * One section of the draft and what publishing does with it. The catalog owns this port and its own three
 * sections; contexts downstream implement it for theirs, and the composition root hands them over.
 *
 * Steps run outside of any transaction and decide by the snapshot alone: the same snapshot gives the same findings
 * and artefacts that answer the same, so that a publication can be resumed by another process.
 */
export interface PublicationStep<Item extends SectionItem = SectionItem> extends SectionDefinition<Item> {
  /** What is wrong between the items of the snapshot. Each item matches its schema already. Linear time, please. */
  check(snapshot: CatalogSnapshot, context: PublicationContext): Iterable<Finding> | AsyncIterable<Finding>;
  /** Ids `compile` is asked for; all offerings when absent. */
  subjects?(snapshot: CatalogSnapshot): Iterable<string>;
  /** The artefact of one subject, or undefined when the section says nothing about it. Asked only if nothing is wrong. */
  compile(
    snapshot: CatalogSnapshot,
    subjectId: string,
    context: PublicationContext,
  ): Artefact | undefined | Promise<Artefact | undefined>;
  /** The event told of each subject whose artefact is not what it was; no event when absent. Subjects are offerings, then. */
  readonly changeEvent?: OfferingChangeEvent;
  /**
   * What there is to say of the whole section once it is compiled, kept with the version. More than 1 MiB is left out,
   * with a warning.
   */
  report?(snapshot: CatalogSnapshot, context: PublicationContext): JsonValue | undefined;
}
