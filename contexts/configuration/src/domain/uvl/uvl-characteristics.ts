import type { FeatureTerms } from './feature-terms.ts';
import type { UvlFeature, UvlGroup, UvlModel } from './uvl-model.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** As the section `catalog/specifications@1` has it. */
export type UvlCharacteristic = Named & {
  readonly description?: string;
  readonly maxCardinality: 1;
} & (
    | { readonly type: 'boolean'; readonly minCardinality: 1 }
    | { readonly type: 'enum'; readonly minCardinality: 0; readonly values: readonly Named[] }
  );

/** In the order of the tree; a choice right behind the boolean of its parent, or where its parent's would be. */
export function uvlCharacteristics(
  model: UvlModel,
  { terms, choices }: FeatureTerms,
): readonly UvlCharacteristic[] {
  const features = new Map(model.features.map((feature) => [feature.name, feature]));
  const choicesOf = Map.groupBy(choices, ([{ parent }]) => parent);

  const choice = ([group, id]: readonly [UvlGroup, string], parent: UvlFeature): UvlCharacteristic => ({
    id,
    name: nameOf(parent),
    type: 'enum',
    minCardinality: 0,
    maxCardinality: 1,
    values: group.members.map((member) => ({
      id: terms.get(member)?.value ?? '',
      name: nameOf(features.get(member) as UvlFeature),
    })),
  });

  return model.features.flatMap((feature): readonly UvlCharacteristic[] => {
    const term = terms.get(feature.name);
    const own = (choicesOf.get(feature.name) ?? []).map((entry) => choice(entry, feature));
    if (term === undefined || term.value !== undefined) return own;
    const name = nameOf(feature);
    const description = descriptionOf(feature);
    return [
      {
        id: term.characteristic,
        name,
        type: 'boolean',
        minCardinality: 1,
        maxCardinality: 1,
        ...(description !== '' && description !== name && { description }),
      },
      ...own,
    ];
  });
}

/** What a list can show. A longer description stays a description. */
const MAX_NAME = 60;

function nameOf(feature: UvlFeature): string {
  const description = descriptionOf(feature);
  if (description !== '' && description.length <= MAX_NAME) return description;
  return lineOf(feature.name, 200) || 'feature';
}

function descriptionOf({ description = '' }: UvlFeature): string {
  return lineOf(description, 2_000);
}

/** Foreign text as the catalog takes it: one line, no control characters, no halves of characters. */
function lineOf(text: string, max: number): string {
  const line = text.slice(0, max).replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return line.toWellFormed().trim();
}
