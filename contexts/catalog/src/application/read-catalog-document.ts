import { documentSections, WHOLE_DOCUMENT } from '../domain/document-envelope.ts';
import type { FindingCollector } from '../domain/finding.ts';
import { jsonPointer } from '../domain/json-pointer.ts';
import type { Section } from '../domain/section.ts';
import type { LongWork } from './long-work.ts';
import { parseSection } from './parse-section.ts';
import type { SectionRegistry } from './section-registry.ts';

/** The sections of a catalog document; whatever is wrong is a finding. `document` is what JSON can say. */
export async function readCatalogDocument(
  registry: SectionRegistry,
  document: unknown,
  findings: FindingCollector,
  { signal, progress }: Pick<LongWork, 'signal' | 'progress'>,
): Promise<ReadonlyMap<string, Section>> {
  const documents = documentSections(document, findings);
  const total = [...documents.values()].reduce<number>((sum, section) => sum + itemCount(section), 0);
  let done = 0;
  const sections = new Map<string, Section>();
  for (const [name, section] of documents) {
    const definition = registry.get(name);
    if (definition === undefined) {
      const known = [...registry.keys()].join(', ');
      const pointer = jsonPointer(['sections', name]);
      const message = `there is no such section; there are ${known}`;
      findings.add({ severity: 'error', code: 'SECTION_UNKNOWN', section: WHOLE_DOCUMENT, pointer, message });
      continue;
    }
    const advanced = (count: number) => progress?.((done += count), total, 'items');
    sections.set(
      name,
      await parseSection(definition, section, { findings, advanced, ...(signal && { signal }) }),
    );
  }
  return sections;
}

function itemCount(section: unknown): number {
  const items = (section as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items.length : 0;
}
