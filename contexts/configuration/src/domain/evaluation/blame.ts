import { decisionReason, groundReasons, type Reason } from './assumptions.ts';
import type { RuleRef } from './configuration-answer.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { ruleRef } from './rule-messages.ts';
import { groundAt, type Situation } from './situation.ts';

/** A conflict before it is worded. */
export interface Blame {
  readonly decisions: readonly PlacedDecision[];
  /** Count variables of which more instances are listed than can be. */
  readonly listed: readonly number[];
  readonly rules: readonly RuleRef[];
  readonly minimal: boolean;
}

/** What the rules of one scope say; undefined when it is not in conflict by itself. */
export function conflictWithin(
  situation: Situation,
  scope: ScopeKey,
  decisions: readonly PlacedDecision[],
): Blame | undefined {
  const { index, engine } = groundAt(situation, scope);
  // What is withheld comes last, because later reasons are blamed first: a choice that it excludes by itself is not
  // told to be in the way of others.
  const reasons = [
    ...decisions.map((decision) => decisionReason(index, decision)),
    ...groundReasons(situation, scope),
  ];
  const conflict = engine.explainer.conflict(reasons.map(({ assumption }) => assumption));
  if (conflict === undefined) return undefined;
  const blamed = conflict.assumptions.map((at) => reasons[at] as Reason);
  return blameOf(situation, scope, blamed, conflict.rules, conflict.minimal);
}

export function blameOf(
  situation: Situation,
  scope: ScopeKey,
  blamed: readonly Reason[],
  rules: readonly number[],
  minimal: boolean,
): Blame {
  const { index } = groundAt(situation, scope);
  const { constraints } = index.scope.model;
  const ruleIds = [
    ...rules.map((rule) => (constraints[rule] as { readonly ruleId: string }).ruleId),
    ...blamed.flatMap((reason) => (reason.kind === 'withheld' ? [reason.rule.ruleId] : [])),
  ];
  return {
    decisions: blamed.flatMap((reason) => (reason.kind === 'decision' ? [reason.decision] : [])),
    listed: blamed.flatMap((reason) => (reason.kind === 'listed' ? [reason.variable] : [])),
    rules: ruleIds.flatMap((ruleId) => ruleRef(index, ruleId) ?? []),
    minimal,
  };
}
