import type { Category } from '../category.schema.ts';
import type { SectionItem } from '../section.ts';
import type { Classified } from './classify.ts';
import { fittedId } from './identifiers.ts';
import { mapCategory, parentOf } from './map-category.ts';
import { itemBuilder, type MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

/** The document's categories, and those that it only names. */
export function mapCategories(
  { categories, offerings }: Classified,
  known: ReadonlyMap<string, SectionItem>,
  report: MappingReport,
) {
  const above = new Map<string, string>();
  const naming = new Map<string, string[]>();
  const offeringIds = new Set(offerings.map((offering) => fittedId(offering.text('id') ?? '')));
  for (const category of categories) {
    const id = fittedId(category.text('id') ?? '');
    for (const below of referencesOf(category, 'subCategory', report)) above.set(fittedId(below.id), id);
    for (const named of referencesOf(category, 'productOffering', report)) {
      const offeringId = fittedId(named.id);
      const names = naming.get(offeringId) ?? [];
      if (offeringIds.has(offeringId)) naming.set(offeringId, names);
      if (offeringIds.has(offeringId)) names.push(id);
      else
        report.remark(
          named.reference.pointer,
          'OFFERING_UNKNOWN',
          'left out: the document does not have the offering, and offerings name their categories',
        );
    }
  }
  const items = categories.map((category) => {
    const id = fittedId(category.text('id') ?? '');
    const kept = (known.get(id) as Category | undefined)?.parentId;
    return mapCategory(category, above.get(id) ?? kept, report);
  });
  const mapped = new Set(items.map(({ item }) => item.id));
  const have = new Set([...known.keys(), ...mapped]);
  const placeholder = (id: string, reference: TmfObject | undefined, pointer: string, parentId?: string) => {
    if (have.has(id)) return;
    have.add(id);
    report.remark(
      pointer,
      'PLACEHOLDER',
      `the category "${id}" is neither in the document nor in the draft: it was made with its name alone`,
    );
    const item = itemBuilder(pointer);
    item.set('id', id, pointer);
    item.set('name', reference?.text('name') ?? id, pointer);
    item.set('parentId', parentId, pointer);
    items.push(item.built());
  };
  for (const category of categories) {
    const parent = parentOf(category);
    if (parent !== undefined) placeholder(parent.id, category.object('parent'), parent.source);
    for (const { id, reference } of silentReferences(category, 'subCategory')) {
      const below = fittedId(id);
      placeholder(below, reference, reference.pointer, above.get(below));
      const kept = known.get(below) as Category | undefined;
      if (!mapped.has(below) && kept !== undefined && kept.parentId !== above.get(below))
        report.remark(reference.pointer, 'PARENT', `left out: the draft has "${below}" elsewhere`);
    }
  }
  for (const offering of offerings)
    for (const { id, reference } of silentReferences(offering, 'category'))
      placeholder(fittedId(id), reference, reference.pointer);
  return { items, naming: (offeringId: string) => naming.get(offeringId) ?? [] };
}

function referencesOf(object: TmfObject, name: string, report: MappingReport) {
  for (const reference of object.objects(name)) {
    reportUnmapped('Reference', reference, report);
    if (reference.text('id') === undefined) report.error(reference.at('id'), 'REQUIRED', 'is required');
  }
  return silentReferences(object, name);
}

function silentReferences(object: TmfObject, name: string) {
  return object.objects(name).flatMap((reference) => {
    const id = reference.text('id');
    return id === undefined ? [] : [{ id, reference }];
  });
}
