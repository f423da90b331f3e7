import { tenantId } from '@quotewright/kernel';
import { catalogSteps } from '../application/catalog-steps.ts';
import { checkSnapshot } from '../application/check-snapshot.ts';
import { readTmf620Document } from '../application/read-tmf620-document.ts';
import { sectionRegistry } from '../application/section-registry.ts';
import type { DraftContents } from '../application/wanted-draft.ts';
import { catalogSnapshot } from '../domain/catalog-snapshot.ts';
import { type Finding, findingCollector } from '../domain/finding.ts';
import { indexed, type SectionItem, sectionContent } from '../domain/section.ts';

type Items = Readonly<Record<string, readonly SectionItem[]>>;

/** What an import would make of a TMF620 document, given the draft: items by section, errors and remarks as "CODE pointer". */
export async function readTmf620(document: unknown, draft: Items = {}) {
  const registry = sectionRegistry(catalogSteps);
  const [errors, remarks] = [findingCollector(), findingCollector()];
  const contents: DraftContents = Object.entries(draft).map(([section, items]) => ({
    ...sectionContent(section, items),
    revision: 1,
    updatedAt: 0,
    updatedBy: 'cato',
  }));
  const work = { tenant: tenantId('acme'), actor: undefined as never };
  const wanted = await readTmf620Document(registry, document, contents, { errors, remarks }, work);
  if (!errors.hasErrors()) {
    const before = Object.entries(draft).map(([name, items]) => [name, indexed(items)] as const);
    const context = {
      tenant: work.tenant,
      stillWorking: async () => {},
      previous: async () => new Map<string, Uint8Array>(),
    };
    await checkSnapshot(registry, catalogSnapshot(new Map([...before, ...wanted.sections])), context, {
      hasErrors: () => false,
      add: (finding) => (finding.severity === 'error' ? errors : remarks).add(finding),
    });
  }
  const said = (finding: Finding) =>
    `${finding.code} ${wanted.pointerOf(finding) ?? `${finding.section}${finding.pointer}`}`;
  const sections = [...wanted.sections].map(([name, { items }]) => [name, items as readonly any[]] as const);
  return {
    sections: Object.fromEntries(sections),
    errors: errors.report().findings.map(said),
    remarks: remarks.report().findings.map(said),
    messages: [...errors.report().findings, ...remarks.report().findings].map(({ message }) => message),
  };
}
