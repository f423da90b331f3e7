import { groupShape } from './group-shape.ts';
import type { UvlGroup, UvlModel } from './uvl-model.ts';

/** How an expression says that a feature is there: a boolean characteristic, or a value of a choice. */
export interface FeatureTerm {
  /** Id of the characteristic. */
  readonly characteristic: string;
  /** Id of its value; absent for a boolean one, which is then true. */
  readonly value?: string;
}

/** Where the features and groups of a model are in the catalog. */
export interface FeatureTerms {
  /** By the name of the feature, in the order of the model. */
  readonly terms: ReadonlyMap<string, FeatureTerm>;
  /** Ids of the characteristics that groups of one became. */
  readonly choices: ReadonlyMap<UvlGroup, string>;
}

export function featureTerms(model: UvlModel, ids: ReadonlyMap<string, string>): FeatureTerms {
  const terms = new Map<string, FeatureTerm>();
  const choices = new Map<UvlGroup, string>();
  const counts = new Map<string, number>();
  for (const group of model.groups) {
    if (groupShape(group) !== 'choice') continue;
    const count = (counts.get(group.parent) ?? 0) + 1;
    counts.set(group.parent, count);
    choices.set(group, `${ids.get(group.parent)}.choice${count === 1 ? '' : count}`);
  }
  for (const { name, group } of model.features) {
    const id = ids.get(name) as string;
    const choice = group === undefined ? undefined : choices.get(model.groups[group] as UvlGroup);
    terms.set(name, choice === undefined ? { characteristic: id } : { characteristic: choice, value: id });
  }
  return { terms, choices };
}

/** `bread`, or `sandwich.choice = 'ketchup'`. */
export function termText({ characteristic, value }: FeatureTerm): string {
  return value === undefined ? characteristic : `${characteristic} = '${value}'`;
}
