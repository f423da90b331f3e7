import { type ConstraintRule, constraintRule, MAX_EXPRESSION_LENGTH } from './constraint-rule.ts';
import { featureIds } from './feature-ids.ts';
import { type FeatureTerm, featureTerms, termText } from './feature-terms.ts';
import { formulaText } from './formula-text.ts';
import { structureRules } from './structure-rules.ts';
import { type UvlCharacteristic, uvlCharacteristics } from './uvl-characteristics.ts';
import type { UvlError, UvlModel } from './uvl-model.ts';

interface Items<Item> {
  readonly items: readonly Item[];
}

/** A catalog document with one offering, its specification and its rules. */
export interface UvlCatalogDocument {
  readonly format: 'quotewright/catalog@1';
  readonly sections: {
    readonly 'catalog/specifications@1': Items<{
      readonly id: string;
      readonly name: string;
      readonly characteristics: readonly UvlCharacteristic[];
    }>;
    readonly 'catalog/offerings@1': Items<{
      readonly id: string;
      readonly name: string;
      readonly specificationId: string;
      readonly lifecycle: 'active';
    }>;
    readonly 'configuration/rules@1': Items<{
      readonly id: string;
      readonly offeringId?: string;
      readonly rules: readonly ConstraintRule[];
    }>;
  };
}

export interface UvlReport {
  readonly features: number;
  readonly groups: number;
  readonly constraints: number;
  readonly characteristics: number;
  readonly rules: number;
  /** Features whose names cannot be ids. */
  readonly renamed: readonly { readonly feature: string; readonly id: string }[];
  /** Names of attributes that have no place in the catalog; ascending. */
  readonly ignoredAttributes: readonly string[];
}

export interface UvlConversion {
  readonly document: UvlCatalogDocument;
  readonly report: UvlReport;
  /** Where each feature of the model is, by its name. */
  readonly terms: ReadonlyMap<string, FeatureTerm>;
}

export interface UvlOffering {
  readonly offeringId: string;
  readonly name: string;
}

const MAX_CHARACTERISTICS = 5_000;
const MAX_VALUES = 1_000;
const MAX_RULES = 100_000;
/** Each item is read in one go, in a few milliseconds. */
const RULES_OF_ITEM = 1_000;

/**
 * A model as a catalog: an offering that has exactly as many configurations. A feature is a boolean characteristic;
 * features of which there is at most one are the values of a choice, which is absent exactly when none of them is there.
 * The tree and the constraints are rules. Errors are for models beyond what one offering may have.
 */
export function uvlToCatalog(
  model: UvlModel,
  { offeringId, name }: UvlOffering,
): UvlConversion | { readonly errors: readonly UvlError[] } {
  const errors: UvlError[] = [];
  const ids = featureIds(model.features);
  const placed = featureTerms(model, ids);
  const { terms, choices } = placed;
  const characteristics = uvlCharacteristics(model, placed);
  const literal = (feature: string) => {
    const term = terms.get(feature);
    return term === undefined ? 'false' : termText(term);
  };
  const rules = [
    ...structureRules(model, ids, placed, errors),
    ...model.constraints.map(({ formula, line }, index) => {
      const expression = formulaText(formula, literal);
      if (expression.length > MAX_EXPRESSION_LENGTH)
        errors.push({ line, column: 1, message: 'the constraint is too long for a rule' });
      return constraintRule(`c${index + 1}`, expression);
    }),
  ];
  for (const { members, line } of choices.keys())
    if (members.length > MAX_VALUES)
      errors.push({ line, column: 1, message: `a choice has at most ${MAX_VALUES} values` });
  const beyond = (what: string, count: number, most: number) => {
    const message = `the model needs ${count} ${what}; an offering has at most ${most}`;
    if (count > most) errors.push({ line: 1, column: 1, message });
  };
  beyond('characteristics', characteristics.length, MAX_CHARACTERISTICS);
  beyond('rules', rules.length, MAX_RULES);
  if (errors.length > 0) return { errors };
  return {
    document: {
      format: 'quotewright/catalog@1',
      sections: {
        'catalog/specifications@1': { items: [{ id: offeringId, name, characteristics }] },
        'catalog/offerings@1': {
          items: [{ id: offeringId, name, specificationId: offeringId, lifecycle: 'active' }],
        },
        'configuration/rules@1': { items: rulesItems(offeringId, rules) },
      },
    },
    report: {
      features: model.features.length,
      groups: model.groups.length,
      constraints: model.constraints.length,
      characteristics: characteristics.length,
      rules: rules.length,
      renamed: [...ids].filter(([feature, id]) => feature !== id).map(([feature, id]) => ({ feature, id })),
      ignoredAttributes: [
        ...new Set(model.features.flatMap(({ otherAttributes }) => otherAttributes)),
      ].sort(),
    },
    terms,
  };
}

/** The first item has the offering's id, the others `<offering>.rules-2`, … */
function rulesItems(offeringId: string, rules: readonly ConstraintRule[]) {
  const count = Math.max(1, Math.ceil(rules.length / RULES_OF_ITEM));
  return Array.from({ length: count }, (_, index) => ({
    ...(index === 0 ? { id: offeringId } : { id: `${offeringId}.rules-${index + 1}`, offeringId }),
    rules: rules.slice(index * RULES_OF_ITEM, (index + 1) * RULES_OF_ITEM),
  }));
}
