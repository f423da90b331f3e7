import { CATEGORIES } from '../domain/category.schema.ts';
import { WHOLE_DOCUMENT } from '../domain/document-envelope.ts';
import type { Finding, FindingCollector } from '../domain/finding.ts';
import { shownPointer } from '../domain/json-pointer.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { Section, SectionItem } from '../domain/section.ts';
import { type KnownItems, mapTmf620 } from '../domain/tmf620/map-tmf620.ts';
import { type MappedItem, sourcePointer } from '../domain/tmf620/mapped-item.ts';
import type { LongWork } from './long-work.ts';
import { parseSection } from './parse-section.ts';
import type { SectionRegistry } from './section-registry.ts';
import type { DraftContents, WantedDraft } from './wanted-draft.ts';

interface Findings {
  readonly errors: FindingCollector;
  readonly remarks: FindingCollector;
}

/**
 * The draft's sections with the document's objects in them. Whatever the objects say that the catalog has no place for
 * is a remark.
 */
export async function readTmf620Document(
  registry: SectionRegistry,
  document: unknown,
  draft: DraftContents,
  { errors, remarks }: Findings,
  { signal }: LongWork,
): Promise<WantedDraft> {
  const known: KnownItems = {
    categories: itemsOf(draft, CATEGORIES.section),
    specifications: itemsOf(draft, SPECIFICATIONS.section),
    offerings: itemsOf(draft, OFFERINGS.section),
  };
  const say =
    (to: FindingCollector, severity: Finding['severity']) =>
    (pointer: string, code: string, message: string) =>
      to.add({ severity, code, section: WHOLE_DOCUMENT, pointer, message });
  const mapped = mapTmf620(document, known, {
    remark: (pointer, ...what) => say(remarks, 'warning')(shownPointer(pointer), ...what),
    error: say(errors, 'error'),
  });

  const sections = new Map<string, Section>();
  const origins = new Map<string, readonly (MappedItem | undefined)[]>();
  const pointerOf = ({ section, pointer }: Finding): string | undefined => {
    if (section === WHOLE_DOCUMENT) return pointer;
    const [, , index = ''] = pointer.split('/', 3);
    const origin = origins.get(section)?.[Number(index)];
    return origin && sourcePointer(origin, pointer.slice(`/items/${index}`.length));
  };
  for (const [name, items, before] of [
    [SPECIFICATIONS.section, mapped.specifications, known.specifications],
    [CATEGORIES.section, mapped.categories, known.categories],
    [OFFERINGS.section, mapped.offerings, known.offerings],
  ] as const) {
    const definition = registry.get(name);
    if (items.length === 0 || definition === undefined) continue;
    const merged = mergedById(before, items);
    origins.set(
      name,
      merged.map(({ origin }) => origin),
    );
    const section = { items: merged.map(({ item }) => item) };
    sections.set(
      name,
      await parseSection(definition, section, { findings: errors, ...(signal && { signal }) }),
    );
  }
  return { sections, pointerOf, merged: true };
}

function itemsOf(draft: DraftContents, name: string): ReadonlyMap<string, SectionItem> {
  const found = draft.find(({ section }) => section === name);
  if (found === undefined) return new Map();
  const { items } = JSON.parse(found.bytes.toString('utf8')) as { items: readonly SectionItem[] };
  return new Map(items.map((item) => [item.id, item]));
}

/** In the order in which the section will be kept, so that remarks point at what is there afterwards. */
function mergedById(before: ReadonlyMap<string, SectionItem>, items: readonly MappedItem[]) {
  const merged = new Map<string, { item: SectionItem; origin: MappedItem | undefined }>();
  for (const [id, item] of before) merged.set(id, { item, origin: undefined });
  for (const origin of items) merged.set(origin.item.id, { item: origin.item, origin });
  return [...merged.values()].toSorted((a, b) => (a.item.id < b.item.id ? -1 : 1));
}
