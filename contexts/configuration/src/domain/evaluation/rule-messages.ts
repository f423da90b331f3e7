import type { RuleRef } from './configuration-answer.ts';
import { variablesOf } from './rule-check.ts';
import { definedVariable, type ScopeIndex } from './scope-index.ts';

/** A rule of a scope or of its instances, to those who meet it. Undefined when the scope does not have it. */
export function ruleRef(
  index: ScopeIndex,
  ruleId: string,
  sums: readonly NamedRule[] = [],
): RuleRef | undefined {
  const { scope } = index;
  const constraint = index.rules.get(ruleId);
  if (constraint !== undefined) {
    const about = constraint.bodies.flatMap((body) => [...variablesOf(body)]);
    return {
      ruleId,
      origin: constraint.origin,
      message: sentence(index, ruleId, constraint.messageKey, about),
    };
  }
  const relation = scope.relations.find((rule) => rule.ruleId === ruleId);
  const others = [...scope.eligibility, ...scope.validity, ...sums];
  const found = relation ?? others.find((rule) => rule.ruleId === ruleId);
  if (found === undefined) return undefined;
  const about =
    relation !== undefined ? [relation.left, relation.right] : 'variable' in found ? [found.variable] : [];
  const message = sentence(index, ruleId, found.messageKey, about);
  return { ruleId, origin: ruleId.startsWith('structure:') ? 'structure' : 'rule', message };
}

interface NamedRule {
  readonly ruleId: string;
  readonly messageKey: string;
  readonly variable: number;
}

/** What our own keys say; `names` are those of the things that the rule is about. Other keys are texts of authors. */
const SENTENCES: ReadonlyMap<string, (names: string) => string> = new Map([
  ['structure.part', (names: string) => `How many there can be of ${names} depends on the part above it.`],
  [
    'structure.characteristic',
    (names: string) => `A characteristic has a value where its part is present: ${names}.`,
  ],
  [
    'structure.group',
    (names: string) => `Their group limits how many of these there can be together: ${names}.`,
  ],
  ['structure.instances', (names: string) => `None of these parts can be configured so: ${names}.`],
  ['structure.requires', (names: string) => `One of these needs the other: ${names}.`],
  ['structure.excludes', (names: string) => `These cannot be together: ${names}.`],
  ['structure.validity', (names: string) => `Not sold on this day: ${names}.`],
  ['rule.constraint', (names: string) => `A rule does not allow this combination: ${names}.`],
  [
    'rule.table',
    (names: string) => `The table of compatible values does not have this combination: ${names}.`,
  ],
  ['rule.forbid', (names: string) => `A rule does not allow this combination: ${names}.`],
  ['rule.requires', (names: string) => `One of these needs the other: ${names}.`],
  ['rule.excludes', (names: string) => `These cannot be together: ${names}.`],
  ['rule.eligibility', (names: string) => `Not offered in this context: ${names}.`],
]);

const MOST_NAMES = 6;

function sentence(index: ScopeIndex, ruleId: string, messageKey: string, about: readonly number[]): string {
  const written = SENTENCES.get(messageKey);
  if (written === undefined) return messageKey;
  const shown = about.filter((variable) => index.shown[variable]);
  const names = [...new Set(shown.map((variable) => definedVariable(index, variable).name))];
  const more = names.length - MOST_NAMES;
  const listed = names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return written(listed === '' ? ruleId : listed);
}
