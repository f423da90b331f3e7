import type { SectionContent } from './section.ts';

/*
 * The catalog document: what an import reads and an export writes.
 *   { "format": "quotewright/catalog@1", "sections": { "catalog/offerings@1": { "items": [...] }, ... } }
 * An import replaces exactly the sections the document names.
 */

export const DOCUMENT_FORMAT = 'quotewright/catalog@1';

/** The canonical bytes of the document: members in order, each section's own canonical bytes inside. */
export function catalogDocument(sections: readonly SectionContent[]): Buffer {
  const ordered = sections.toSorted((a, b) => (a.section < b.section ? -1 : 1));
  const parts = ordered.flatMap(({ section, bytes }, index) => [
    Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(section)}:`),
    bytes,
  ]);
  const head = Buffer.from(`{"format":${JSON.stringify(DOCUMENT_FORMAT)},"sections":{`);
  return Buffer.concat([head, ...parts, Buffer.from('}}')]);
}
