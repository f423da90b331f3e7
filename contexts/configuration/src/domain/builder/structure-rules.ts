import type { Characteristic } from '@quotewright/catalog';
import type { Declarations } from './declare-variables.ts';
import { ALWAYS, all, among, any, except, type Formula, NEVER, not, sumWithin } from './formula.ts';
import { joined, type Part } from './read-parts.ts';
import type { ScopeNames } from './scope-names.ts';
import { presentValues, type ScopeVariable } from './scope-variable.ts';

/** What the catalog says, or a rule, about the variables of one scope. */
export interface FormulaRule {
  readonly ruleId: string;
  readonly messageKey: string;
  readonly formula: Formula;
}

/** A part is there only where what it is part of is there; a mandatory one then always. */
export function* partRules(
  part: Part,
  names: ScopeNames,
  { variables }: Declarations,
): Generator<FormulaRule> {
  if (part.place === undefined) return;
  const { child, parent } = part.place;
  const declared = variables.get(joined(part.path, child.instances === undefined ? '@quantity' : '@count'));
  if (declared === undefined) return;
  const own = names.variable(declared);
  const present = among(own, presentValues(own));
  const whole = names.presence(parent);
  const isMandatory = (child.instances ?? child).lower > 0;
  yield {
    ruleId: `structure:part:${part.path}`,
    messageKey: 'structure.part',
    formula: all([any([whole, not(present)]), isMandatory ? any([not(whole), present]) : ALWAYS]),
  };
}

/** A characteristic has no value where its part is absent, and one where it is required. */
export function* characteristicRules(
  part: Part,
  names: ScopeNames,
  { variables, members }: Declarations,
): Generator<FormulaRule> {
  const owner = names.presence(part);
  for (const characteristic of part.characteristics) {
    const name = joined(part.path, characteristic.id);
    const declared = variables.get(name);
    const several = members.get(name)?.map(names.variable);
    const formula =
      several === undefined
        ? declared === undefined
          ? ALWAYS
          : single(names.variable(declared), owner, characteristic.minCardinality > 0)
        : multiple(several, owner, characteristic);
    yield { ruleId: `structure:characteristic:${name}`, messageKey: 'structure.characteristic', formula };
  }
}

function single(own: ScopeVariable, owner: Formula, isRequired: boolean): Formula {
  const present = among(own, presentValues(own));
  return all([any([owner, not(present)]), isRequired ? any([not(owner), present]) : ALWAYS]);
}

function multiple(
  members: readonly ScopeVariable[],
  owner: Formula,
  { minCardinality, maxCardinality }: Characteristic,
): Formula {
  const terms = members.map((variable) => ({ variable, weights: [0, 1] }));
  return all([
    ...members.map((member) => any([owner, except(member, [[1, 1]])])),
    ...bounded((lower, upper) => sumWithin(terms, lower, upper), owner, minCardinality, maxCardinality),
  ]);
}

/** A sum within bounds where the owner is there; without it nothing is added up, so that the upper one needs no owner. */
function bounded(
  sum: (lower: number | null, upper: number | null) => Formula,
  owner: Formula,
  lower: number,
  upper: number,
): readonly Formula[] {
  return owner === ALWAYS ? [sum(lower, upper)] : [any([not(owner), sum(lower, null)]), sum(null, upper)];
}

export interface GroupRule extends FormulaRule {
  /** Why no configuration can keep to it, whatever else is chosen. */
  readonly infeasible?: string;
  /** Why it cannot be added up. */
  readonly tooLarge?: number;
}

/** The quantities of a group's children add up to what the group says; of parts with instances these are counted. */
export function* groupRules(
  part: Part,
  names: ScopeNames,
  { variables }: Declarations,
): Generator<GroupRule> {
  const owner = names.presence(part);
  for (const { id, lower, upper } of part.offering.groups ?? []) {
    const members = part.children.flatMap(({ path, place }) => {
      if (place?.child.groupId !== id) return [];
      const name = joined(path, place.child.instances === undefined ? '@quantity' : '@count');
      const declared = variables.get(name);
      return declared === undefined ? [] : [names.variable(declared)];
    });
    const base = { ruleId: `structure:group:${part.path}:${id}`, messageKey: 'structure.group' };
    const free = members.find(({ isInterval }) => isInterval);
    const most = members.reduce((sum, member) => sum + largest(member), 0);
    if (free !== undefined && (lower > 1 || upper < most)) {
      yield { ...base, formula: ALWAYS, tooLarge: largest(free) };
      continue;
    }
    const within = (low: number | null, high: number | null) =>
      free === undefined
        ? sumWithin(members.map(quantityTerm), low, high)
        : low === null || low === 0
          ? ALWAYS
          : any(members.map((member) => among(member, presentValues(member))));
    const rules = bounded(within, owner, lower, upper);
    const isFeasible = within(lower, null) !== NEVER && within(null, upper) !== NEVER;
    yield {
      ...base,
      formula: all(rules),
      ...(isFeasible
        ? {}
        : { infeasible: `"${id}" allows ${lower} to ${upper}: its parts never come to that` }),
    };
  }
}

function quantityTerm(variable: ScopeVariable) {
  return { variable, weights: (variable.numbers ?? []).map((range) => range?.max?.toNumber() ?? 0) };
}

function largest({ numbers = [] }: ScopeVariable): number {
  return numbers.at(-1)?.max?.toNumber() ?? 0;
}
