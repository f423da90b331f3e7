import type { JsonValue } from '@quotewright/kernel';
import type { CatalogSnapshot } from '../domain/catalog-snapshot.ts';
import type { Finding } from '../domain/finding.ts';
import type { SectionDefinition, SectionItem } from '../domain/section.ts';

/** A compiled form: JSON, which is kept as canonical bytes, or bytes of the step's own making. */
export type Artefact = JsonValue | Uint8Array;

/**
 * One section of the draft and what publishing does with it. The catalog owns this port and its own three
 * sections; contexts downstream implement it for theirs, and the composition root hands them over.
 *
 * Steps run outside of any transaction and know nothing but the snapshot: the same snapshot gives the same
 * findings and the same artefacts, so that a publication can be resumed by another process.
 */
export interface PublicationStep<Item extends SectionItem = SectionItem> extends SectionDefinition<Item> {
  /** What is wrong between the items of the snapshot. Each item matches its schema already. Linear time, please. */
  check(snapshot: CatalogSnapshot): Iterable<Finding> | AsyncIterable<Finding>;
  /** Ids `compile` is asked for; all offerings when absent. */
  subjects?(snapshot: CatalogSnapshot): Iterable<string>;
  /** The artefact of one subject, or undefined when the section says nothing about it. Asked only if nothing is wrong. */
  compile(snapshot: CatalogSnapshot, subjectId: string): Artefact | undefined | Promise<Artefact | undefined>;
}
