import type { Category } from '../domain/category.schema.ts';
import type { ProductOffering } from '../domain/product-offering.schema.ts';
import type { ProductSpecification } from '../domain/product-specification.schema.ts';

/** A specification with one characteristic of each type. */
export function aSpecification(overrides: Partial<ProductSpecification> = {}): ProductSpecification {
  const one = { minCardinality: 0, maxCardinality: 1 };
  return {
    id: 'spec-1',
    name: 'Connection',
    characteristics: [
      {
        id: 'region',
        name: 'Region',
        type: 'enum',
        ...one,
        values: [{ id: 'R1' }, { id: 'R2', name: 'Two' }],
      },
      { id: 'sites', name: 'Sites', type: 'integer', ...one, range: { min: 1, max: 200 } },
      {
        id: 'bandwidth',
        name: 'Bandwidth',
        type: 'decimal',
        ...one,
        range: { min: '0.5', max: '10' },
        unit: 'Gbit/s',
      },
      { id: 'managed', name: 'Managed', type: 'boolean', ...one },
      { id: 'label', name: 'Label', type: 'text', ...one, maxLength: 10, pattern: '^[a-z]+$' },
    ],
    attributes: { standard: 'IEEE 802.3', ports: 24 },
    ...overrides,
  };
}

export function aCategory(overrides: Partial<Category> = {}): Category {
  return { id: 'cat-1', name: 'Connections', ...overrides };
}

/** An active offering of `spec-1` in `cat-1`, for everybody, for ever. */
export function anOffering(overrides: Partial<ProductOffering> = {}): ProductOffering {
  return {
    id: 'offer-1',
    name: 'Site Access',
    specificationId: 'spec-1',
    categoryIds: ['cat-1'],
    unit: { name: 'site', fractions: false },
    lifecycle: 'active',
    validity: {},
    markets: [],
    channels: [],
    customerTypes: [],
    characteristicValues: [],
    externalIds: {},
    attributes: {},
    ...overrides,
  };
}

export interface CatalogItems {
  readonly specifications?: readonly unknown[];
  readonly categories?: readonly unknown[];
  readonly offerings?: readonly unknown[];
  /** Sections of other contexts by name. */
  readonly [section: string]: readonly unknown[] | undefined;
}

const SECTIONS: Readonly<Record<string, string>> = {
  specifications: 'catalog/specifications@1',
  categories: 'catalog/categories@1',
  offerings: 'catalog/offerings@1',
};

/** A catalog document of these items; by default one specification, one category and one offering. */
export function aCatalogDocument(items: CatalogItems = {}) {
  const all: CatalogItems = {
    specifications: [aSpecification()],
    categories: [aCategory()],
    offerings: [anOffering()],
    ...items,
  };
  return {
    format: 'quotewright/catalog@1',
    sections: Object.fromEntries(
      Object.entries(all).map(([name, list]) => [SECTIONS[name] ?? name, { items: list }]),
    ),
  };
}

export const documentBytes = (items: CatalogItems = {}): Buffer =>
  Buffer.from(JSON.stringify(aCatalogDocument(items)));

/** A catalog of as many offerings, each with a specification of its own, in 34 categories. */
export function aLargeCatalog(size: number): CatalogItems {
  const numbers = Array.from({ length: size }, (_, index) => index);
  return {
    categories: Array.from({ length: 34 }, (_, index) =>
      aCategory({ id: `cat-${index}`, name: `Category ${index}` }),
    ),
    specifications: numbers.map((index) =>
      aSpecification({ id: `spec-${index}`, name: `Specification ${index}` }),
    ),
    offerings: numbers.map((index) =>
      anOffering({
        id: `offer-${index}`,
        name: `Offering ${String(index).padStart(5, '0')}`,
        description: 'What the product is good for, in a sentence or two, as price lists have it.',
        specificationId: `spec-${index}`,
        categoryIds: [`cat-${index % 34}`],
        characteristicValues: [{ characteristicId: 'region', values: ['R1'] }],
        attributes: { family: `family-${index % 7}`, rank: index },
      }),
    ),
  };
}
