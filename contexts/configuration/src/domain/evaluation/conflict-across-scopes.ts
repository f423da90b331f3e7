import { decisionReason, derivedReasons, groundReasons, type Reason } from './assumptions.ts';
import { type Blame, blameOf, conflictWithin } from './blame.ts';
import type { RuleRef } from './configuration-answer.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { flagsOf } from './flags.ts';
import { quickConflict } from './quick-conflict.ts';
import { ruleRef } from './rule-messages.ts';
import { configurationHolds, settleConfiguration } from './settle-configuration.ts';
import { settleScope } from './settle-scope.ts';
import { settledAt } from './settled-at.ts';
import {
  type AllDecisions,
  decisionsAt,
  groundAt,
  questionsOf,
  type Situation,
  scopesOf,
  withDecisions,
} from './situation.ts';

/** Questions to the engines for one conflict. */
const BUDGET = 500;

/** A conflict of numbers, or between the offering and its instances: found by leaving out choices, then rules. */
export function conflictAcrossScopes(situation: Situation, decisions: readonly PlacedDecision[]): Blame {
  const none: AllDecisions = { root: new Map(), instances: situation.instances.map(() => new Map()) };
  const all = (chosen: readonly PlacedDecision[]) => withDecisions(none, chosen);
  const budget = questionsOf(situation, BUDGET);
  // Without any decision to blame it is the rules alone.
  const found = configurationHolds(situation, none)
    ? quickConflict(decisions, (chosen) => configurationHolds(situation, all(chosen)), budget)
    : { conflict: [], minimal: true };
  const chosen = all(found.conflict);
  const loose = looseRules(situation);
  const without = (kept: readonly string[]): Situation => {
    const left = new Set(kept);
    return { ...situation, ignored: new Set(loose.filter((ruleId) => !left.has(ruleId))) };
  };
  const holdsWith = (kept: readonly string[]) => configurationHolds(without(kept), chosen);
  const needed = holdsWith([]) ? quickConflict(loose, holdsWith, budget) : { conflict: [], minimal: true };
  const rules = [
    ...needed.conflict.flatMap((ruleId) => looseRuleRef(situation, ruleId) ?? []),
    ...rulesOfModels(without(needed.conflict), chosen),
    ...rulesOfPresence(situation, chosen, new Set(needed.conflict)),
  ];
  // In the order of the request, whatever order they were found in.
  const blamed = new Set(found.conflict);
  return {
    decisions: decisions.filter((decision) => blamed.has(decision)),
    listed: [],
    rules,
    minimal: found.minimal && needed.minimal,
  };
}

/** Relations of numbers and sums over instances: what no model has. */
function looseRules({ root, parts, definition }: Situation): readonly string[] {
  const relations = [root, ...parts].flatMap(({ index }) => index.scope.relations);
  const sums = definition.instances.flatMap((part) => part.sums);
  return [...new Set([...relations, ...sums].map(({ ruleId }) => ruleId))].sort();
}

function looseRuleRef({ root, parts, definition }: Situation, ruleId: string): RuleRef | undefined {
  const ofInstances = parts.map(({ index }, part) =>
    ruleRef(index, ruleId, definition.instances[part]?.sums),
  );
  return ruleRef(root.index, ruleId) ?? ofInstances.find((rule) => rule !== undefined);
}

/** The rules of models that take part, from where the contradiction shows back to where it comes from. */
function rulesOfModels(situation: Situation, decisions: AllDecisions): readonly RuleRef[] {
  const settled = settleConfiguration(situation, decisions);
  const scope = settled.failed;
  if (scope === undefined) return [];
  const { given, base } = settledAt(settled, scope);
  const { index, base: ground } = groundAt(situation, scope);
  const { blamed, rules } = explain(situation, scope, decisions, derivedReasons(index, ground, base));
  const own = blameOf(situation, scope, blamed, rules, true).rules;
  if (scope !== 'root') return own;
  const alone = settleScope({ ...given, base: groundAt(situation, 'root').base, limits: new Map() });
  const derived = new Set(blamed.flatMap((reason) => (reason.kind === 'derived' ? [reason.variable] : [])));
  return [
    ...own,
    ...rulesOfInstances(situation, decisions, derived, (variable) =>
      flagsOf(index, alone.possible, variable),
    ),
  ];
}

/** Why instances take values of what they share away from the offering, of those it could have by itself. */
function rulesOfInstances(
  situation: Situation,
  decisions: AllDecisions,
  variables: ReadonlySet<number>,
  possible: (variable: number) => Uint8Array,
): readonly RuleRef[] {
  return situation.instances.flatMap(({ definition }, at) => {
    const shared = definition.interface;
    if (shared === null || !variables.has(shared.parent)) return [];
    const { index } = groundAt(situation, at);
    const own = settleScope({
      index,
      reasoner: groundAt(situation, at).engine.reasoner,
      base: groundAt(situation, at).base,
      limits: new Map(),
      decisions: decisionsAt(decisions, at),
      ignored: situation.ignored,
    });
    const left = flagsOf(index, own.domain, shared.own);
    const refused = possible(shared.parent).map((flag, value) => (flag === 1 && left[value] === 0 ? 1 : 0));
    if (!refused.includes(1)) return [];
    const assumption = { variable: shared.own, allowed: refused };
    const { blamed, rules } = explain(situation, at, decisions, [
      { kind: 'derived', variable: shared.own, assumption },
    ]);
    return blameOf(situation, at, blamed, rules, true).rules;
  });
}

function explain(
  situation: Situation,
  scope: ScopeKey,
  decisions: AllDecisions,
  more: readonly Reason[],
): { readonly blamed: readonly Reason[]; readonly rules: readonly number[] } {
  const { index, engine } = groundAt(situation, scope);
  const reasons = [
    ...groundReasons(situation, scope),
    ...more,
    ...[...decisionsAt(decisions, scope)].map(([variable, decision]) =>
      decisionReason(index, { scope, variable, decision }),
    ),
  ];
  const conflict = engine.explainer.conflict(reasons.map(({ assumption }) => assumption));
  if (conflict === undefined) return { blamed: [], rules: [] };
  return { blamed: conflict.assumptions.map((at) => reasons[at] as Reason), rules: conflict.rules };
}

/** Relations hold between numbers that are there: rules that make them be there take part. */
function rulesOfPresence(
  situation: Situation,
  decisions: AllDecisions,
  relations: ReadonlySet<string>,
): readonly RuleRef[] {
  return scopesOf(situation).flatMap((scope) => {
    const { index } = groundAt(situation, scope);
    const own = decisionsAt(decisions, scope);
    const ends = index.scope.relations
      .filter(({ ruleId }) => relations.has(ruleId))
      .flatMap(({ left, right }) => [left, right]);
    return [...new Set(ends)].flatMap((variable) => {
      const absent = index.absent[variable] as number;
      if (absent < 0 || own.has(variable)) return [];
      const chosen = [...own].map(([other, decision]) => ({ scope, variable: other, decision }));
      const away = { scope, variable, decision: { value: absent } };
      return conflictWithin(situation, scope, [...chosen, away])?.rules ?? [];
    });
  });
}
