import type { Characteristic, ProductOffering, ProductSpecification } from '@quotewright/catalog';
import { buildDefinition } from '../domain/builder/build-definition.ts';
import type { CatalogContent } from '../domain/builder/read-parts.ts';
import type { ConfigurationDefinition, ScopeDefinition } from '../domain/model/configuration-definition.ts';
import { offeringRulesSchema } from '../domain/rules/rule-document.schema.ts';
import { solutions } from './enumerate-model.ts';

/** An offering and its specification in one, with what a test does not name left out. */
export type SampleOffering = Partial<Omit<ProductOffering, 'id'>> & {
  readonly characteristics?: readonly SampleCharacteristic[];
};

type Bare<Shape> = Shape extends Characteristic
  ? Omit<Shape, 'name' | 'minCardinality' | 'maxCardinality'>
  : never;

/** Required and with one value unless said otherwise. */
export type SampleCharacteristic = Bare<Characteristic> & {
  readonly minCardinality?: number;
  readonly maxCardinality?: number;
};

export type SampleCatalog = Readonly<Record<string, SampleOffering>>;

export function anEnum(id: string, values: readonly string[], more: Partial<SampleCharacteristic> = {}) {
  return {
    id,
    type: 'enum',
    values: values.map((value) => ({ id: value })),
    ...more,
  } as SampleCharacteristic;
}

export function sampleContent(catalog: SampleCatalog): CatalogContent {
  const offerings = Object.entries(catalog).map(
    ([id, fields]): ProductOffering => ({
      id,
      name: `Offering ${id}`,
      specificationId: id,
      categoryIds: [],
      unit: { name: 'unit', fractions: false },
      lifecycle: 'active',
      validity: {},
      markets: [],
      channels: [],
      customerTypes: [],
      characteristicValues: [],
      externalIds: {},
      attributes: {},
      ...fields,
    }),
  );
  const specifications = Object.entries(catalog).map(
    ([id, { characteristics = [] }]): ProductSpecification => ({
      id,
      name: id,
      attributes: {},
      characteristics: characteristics.map((own) => ({
        name: `Characteristic ${own.id}`,
        minCardinality: 1,
        maxCardinality: 1,
        ...own,
      })),
    }),
  );
  return { offerings: section(offerings), specifications: section(specifications) };
}

function section<Item extends { readonly id: string }>(items: readonly Item[]) {
  return { items, byId: new Map(items.map((item) => [item.id, item])) };
}

/** What is built of the first offering, with rules as a document has them. */
export function buildSample(catalog: SampleCatalog, rules: readonly object[] = []) {
  const [id = ''] = Object.keys(catalog);
  return buildDefinition(sampleContent(catalog), id, offeringRulesSchema.parse({ id, rules }));
}

/** The definition; throws with the findings when there is none. */
export function definitionOf(catalog: SampleCatalog, rules: readonly object[] = []): ConfigurationDefinition {
  const { definition, findings } = buildSample(catalog, rules);
  if (definition === undefined) throw new Error(`not built: ${JSON.stringify(findings)}`);
  return definition;
}

/** All configurations of a scope in the order of their values, without auxiliary variables: `plan=gold users=1..49`. */
export function configurations({ model }: ScopeDefinition): readonly string[] {
  const shown = model.variables.flatMap(({ kind }, index) => (kind === 'auxiliary' ? [] : [index]));
  const worlds = [...solutions(model)].map((values) => shown.map((index) => values[index] as number));
  return worlds.sort(ascending).map((values) =>
    values
      .map((value, place) => {
        const variable = model.variables[shown[place] as number];
        return `${variable?.id}=${variable?.values[value]}`;
      })
      .join(' '),
  );
}

function ascending(left: readonly number[], right: readonly number[]): number {
  const place = left.findIndex((value, index) => value !== right[index]);
  return (left[place] ?? 0) - (right[place] ?? 0);
}

/** A rule that holds always, or where `more` has an `if`. */
export function constraint(then: string, more: object = {}) {
  return { id: 'r', kind: 'constraint', then, ...more };
}
