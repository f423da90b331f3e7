import { canonicalBytes, sha256 } from '@quotewright/kernel';
import type { z } from 'zod';

/*
 * The draft of a catalog is made of sections. A section's document is `{ "items": [...] }`: a set of objects, each
 * with an id that is unique in it. It is kept in the order of ids, so that one content has one hash, whatever the
 * order in which somebody wrote it down.
 */

export interface SectionItem {
  readonly id: string;
}

/** A kind of section: its name with the schema's version (`catalog/offerings@1`), and the schema of one item. */
export interface SectionDefinition<Item extends SectionItem = SectionItem> {
  readonly section: string;
  readonly schema: z.ZodType<Item>;
}

/** A section in memory, indexed once. Items stand where the document has them, so that findings can point. */
export interface Section<Item extends SectionItem = SectionItem> {
  readonly items: readonly Item[];
  readonly byId: ReadonlyMap<string, Item>;
}

/** A section as it is kept. */
export interface SectionContent {
  readonly section: string;
  /** Canonical JSON of the document. */
  readonly bytes: Buffer;
  /** SHA-256 of the bytes. */
  readonly contentHash: string;
  readonly itemCount: number;
}

export const MAX_SECTION_ITEMS = 20_000;

export const SECTION_NAME = /^[a-z][a-z-]{0,39}\/[a-z][a-z-]{0,39}@[1-9]\d{0,2}$/;

export function indexed<Item extends SectionItem>(items: readonly Item[]): Section<Item> {
  return { items, byId: new Map(items.map((item) => [item.id, item])) };
}

export function sectionContent(section: string, items: readonly SectionItem[]): SectionContent {
  const ordered = items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const bytes = canonicalBytes({ items: ordered });
  return { section, bytes, contentHash: sha256(bytes), itemCount: items.length };
}
