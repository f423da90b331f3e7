import { type Blame, conflictWithin } from './blame.ts';
import type { AnswerConflict, ChoiceRef, RuleRef } from './configuration-answer.ts';
import { conflictAcrossScopes } from './conflict-across-scopes.ts';
import type { PlacedDecision } from './decision.ts';
import { instanceRef } from './reason-reference.ts';
import { variableId } from './scope-index.ts';
import { settleConfiguration } from './settle-configuration.ts';
import { type AllDecisions, groundAt, placed, type Situation, scopesOf } from './situation.ts';
import { decisionValue } from './typed-value.ts';

/**
 * Why decisions cannot be together: of several conflicts one that keeps the earliest decisions out. Within one scope by
 * the rules of its model; across instances, and between numbers, by trying. Undefined when they can.
 */
export function findConflict(situation: Situation, decisions: AllDecisions): Blame | undefined {
  const { failed } = settleConfiguration(situation, decisions);
  if (failed === undefined) return undefined;
  const within = conflictWithin(situation, failed, placed(decisions, [failed]));
  if (within === undefined) return conflictAcrossScopes(situation, placed(decisions, scopesOf(situation)));
  if (isByItself(situation)) return within;
  // Some of what one scope blames may be in conflict already, with numbers or with other scopes.
  const across = conflictAcrossScopes(situation, within.decisions);
  return across.decisions.length < within.decisions.length ? across : within;
}

/** One scope, without numbers that are related: its explanation is all there is to say. */
function isByItself({ instances, root }: Situation): boolean {
  return instances.length === 0 && root.index.links.size === 0;
}

export function conflictAnswer(
  situation: Situation,
  { decisions, listed, rules, minimal }: Blame,
): AnswerConflict {
  const { index } = situation.root;
  const counts = listed.map((variable): ChoiceRef => {
    const part = situation.definition.instances.findIndex(({ countVariable }) => countVariable === variable);
    return { variable: variableId(index.scope, variable), value: situation.listed[part] as number };
  });
  return {
    choices: [...counts, ...decisions.map((decision) => choiceRef(situation, decision))],
    rules: sortedRules(rules),
    minimal,
  };
}

export function choiceRef(situation: Situation, { scope, variable, decision }: PlacedDecision): ChoiceRef {
  const { index } = groundAt(situation, scope);
  return {
    variable: variableId(index.scope, variable),
    value: decisionValue(index, variable, decision),
    ...instanceRef(situation, scope),
  };
}

/** Each rule once: a part with several instances has its rules but once. */
export function sortedRules(rules: readonly RuleRef[]): readonly RuleRef[] {
  const byId = new Map(rules.map((rule) => [rule.ruleId, rule]));
  return [...byId.values()].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}
