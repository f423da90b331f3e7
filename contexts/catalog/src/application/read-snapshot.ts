import { type CatalogSnapshot, catalogSnapshot } from '../domain/catalog-snapshot.ts';
import type { Section, SectionContent } from '../domain/section.ts';
import { type Parsing, parseSection } from './parse-section.ts';
import type { SectionRegistry } from './section-registry.ts';

/**
 * Reads kept sections by today's schemas: they may have been written under older ones, by steps that are gone.
 * What does not fit is a finding.
 */
export async function readSnapshot(
  registry: SectionRegistry,
  contents: readonly SectionContent[],
  parsing: Parsing,
): Promise<CatalogSnapshot> {
  const sections = new Map<string, Section>();
  for (const { section, bytes } of contents) {
    const definition = registry.get(section);
    if (definition === undefined) {
      const message = 'nothing here knows this section';
      parsing.findings.add({ severity: 'error', code: 'SECTION_UNKNOWN', section, pointer: '', message });
      continue;
    }
    sections.set(section, await parseSection(definition, JSON.parse(bytes.toString('utf8')), parsing));
  }
  return catalogSnapshot(sections);
}
