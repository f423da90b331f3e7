import type { Category } from '../category.schema.ts';
import type { ProductOffering } from '../product-offering.schema.ts';
import type { ProductSpecification } from '../product-specification.schema.ts';
import type { SectionItem } from '../section.ts';
import { classify } from './classify.ts';
import { fittedId } from './identifiers.ts';
import { mapCategories } from './map-categories.ts';
import { mapOffering } from './map-offering.ts';
import { mapSpecifications } from './map-specifications.ts';
import type { MappedItem, MappingReport } from './mapped-item.ts';

/** What the draft has, by id, as it is kept. */
export interface KnownItems {
  readonly categories: ReadonlyMap<string, SectionItem>;
  readonly specifications: ReadonlyMap<string, SectionItem>;
  readonly offerings: ReadonlyMap<string, SectionItem>;
}

interface MappedDocument {
  readonly categories: readonly MappedItem<Category>[];
  readonly specifications: readonly MappedItem<ProductSpecification>[];
  readonly offerings: readonly MappedItem<ProductOffering>[];
}

/**
 * The items that the document's offerings, specifications and categories become. Schemas and checks look at them
 * afterwards: here is decided what something means, not whether it is right. Specifications and categories that are
 * named and nowhere to be found are made, as little as is known of them, with a remark.
 */
export function mapTmf620(document: unknown, known: KnownItems, report: MappingReport): MappedDocument {
  const objects = classify(document, report);
  const categories = mapCategories(objects, known.categories, report);
  const specifications = mapSpecifications(objects, known.specifications, report);
  const offeringIds = new Set(objects.offerings.map((offering) => fittedId(offering.text('id') ?? '')));
  const offerings = objects.offerings.map((offering) => {
    const id = fittedId(offering.text('id') ?? '');
    return mapOffering(
      offering,
      {
        ...specifications.of(offering),
        moreCategoryIds: categories.naming(id),
        isKnownOffering: (other) => offeringIds.has(other) || known.offerings.has(other),
      },
      report,
    );
  });
  const mapped = { categories: categories.items, specifications: specifications.items, offerings };
  for (const items of Object.values(mapped)) refuseTwins(items, report);
  return mapped;
}

/** Two objects of one id in one document: which of them is meant? */
function refuseTwins(items: readonly MappedItem[], report: MappingReport): void {
  const places = new Map<string, string>();
  for (const { item, pointer } of items) {
    const first = places.get(item.id);
    if (first !== undefined)
      report.error(
        `${pointer}/id`,
        'DUPLICATE_ID',
        `"${item.id}" is the id of ${first === '' ? '/' : first}, too`,
      );
    places.set(item.id, first ?? pointer);
  }
}
