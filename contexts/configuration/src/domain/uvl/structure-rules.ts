import { boundedGroupText } from './bounded-group-text.ts';
import { type ConstraintRule, constraintRule, MAX_EXPRESSION_LENGTH } from './constraint-rule.ts';
import { type FeatureTerms, termText } from './feature-terms.ts';
import { groupShape } from './group-shape.ts';
import type { UvlError, UvlGroup, UvlModel } from './uvl-model.ts';

/**
 * The tree as rules: `tree.<feature>` for the root and for members of which each is decided by itself,
 * `tree.<parent>.<word>` for each other group.
 */
export function structureRules(
  model: UvlModel,
  ids: ReadonlyMap<string, string>,
  { terms, choices }: FeatureTerms,
  errors: UvlError[],
): readonly ConstraintRule[] {
  const counts = new Map<string, number>();
  const text = (feature: string) => {
    const term = terms.get(feature);
    return term === undefined ? '' : termText(term);
  };
  const rule = (id: string, expression: string) => constraintRule(`tree.${id}`, expression);
  const groupId = ({ parent }: UvlGroup, word: string): string => {
    const id = `${ids.get(parent)}.${word}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}${count}`;
  };

  const rulesOf = (group: UvlGroup): readonly ConstraintRule[] | undefined => {
    const parent = text(group.parent);
    const members = group.members.map(text);
    const shape = groupShape(group);
    switch (shape) {
      case 'every':
      case 'any': {
        const word = shape === 'every' ? 'iff' : 'implies';
        return group.members.map((member) =>
          rule(ids.get(member) as string, `${text(member)} ${word} ${parent}`),
        );
      }
      case 'or':
        return [rule(groupId(group, 'or'), `(${members.join(' or ')}) iff ${parent}`)];
      case 'choice': {
        const values = group.members.map((member) => `'${ids.get(member)}'`).join(', ');
        const word = group.lower === 1 ? 'iff' : 'implies';
        return [rule(groupId(group, 'choice'), `${choices.get(group)} in (${values}) ${word} ${parent}`)];
      }
      case 'some': {
        const bounded = boundedGroupText(parent, members, group);
        return bounded === undefined ? undefined : [rule(groupId(group, 'some'), bounded)];
      }
    }
  };

  const rules = [rule(ids.get(model.root) as string, text(model.root))];
  for (const group of model.groups) {
    const made = rulesOf(group);
    if (made?.every(({ then: expression }) => expression.length <= MAX_EXPRESSION_LENGTH)) {
      rules.push(...made);
    } else {
      const { lower, upper, members, line } = group;
      const bounds = `${lower} to ${upper} of ${members.length} features`;
      errors.push({ line, column: 1, message: `a group of ${bounds} is too large for a rule` });
    }
  }
  return rules;
}
