import { CATEGORIES, type Category } from './category.schema.ts';
import { OFFERINGS, type ProductOffering } from './product-offering.schema.ts';
import { type ProductSpecification, SPECIFICATIONS } from './product-specification.schema.ts';
import { indexed, type Section, type SectionDefinition, type SectionItem } from './section.ts';

/** All sections of one draft revision or version, in memory and indexed once. Publication steps read it. */
export interface CatalogSnapshot {
  readonly specifications: Section<ProductSpecification>;
  readonly categories: Section<Category>;
  readonly offerings: Section<ProductOffering>;
  /** Any section by the definition it was read with; empty where the catalog does not have it. */
  section<Item extends SectionItem>(definition: SectionDefinition<Item>): Section<Item>;
}

const EMPTY: Section<never> = indexed([]);

export function catalogSnapshot(sections: ReadonlyMap<string, Section>): CatalogSnapshot {
  const section = <Item extends SectionItem>({ section: name }: SectionDefinition<Item>) =>
    (sections.get(name) ?? EMPTY) as Section<Item>;
  return {
    specifications: section(SPECIFICATIONS),
    categories: section(CATEGORIES),
    offerings: section(OFFERINGS),
    section,
  };
}
