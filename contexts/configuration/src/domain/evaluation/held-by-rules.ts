import type { ConstraintBody } from '../model/canonical-model.ts';
import type { PlacedDecision } from './decision.ts';
import { decided } from './flags.ts';
import { mayHold, variablesOf } from './rule-check.ts';
import type { ScopeIndex } from './scope-index.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { settledAt } from './settled-at.ts';
import { type AllDecisions, decisionsAt } from './situation.ts';

/** Those that no single rule refuses, taken in their order. A look at rules is far quicker than a question. */
export function heldByRules(
  given: AllDecisions,
  settled: SettledConfiguration,
  candidates: readonly PlacedDecision[],
): readonly PlacedDecision[] {
  const held = new Set<PlacedDecision>();
  for (const [scope, own] of Map.groupBy(candidates, (candidate) => candidate.scope)) {
    const { given: problem, possible } = settledAt(settled, scope);
    const { index } = problem;
    const rules = rulesOf(index);
    const flags = decided(index, possible, decisionsAt(given, scope));
    const taken = new Set<number>();
    for (const candidate of own) {
      const { variable, decision } = candidate;
      if (taken.has(variable)) continue;
      const [start, end] = [index.offsets[variable] as number, index.offsets[variable + 1] as number];
      const before = flags.slice(start, end);
      flags.fill(0, start, end);
      flags[start + decision.value] = 1;
      if (
        before[decision.value] === 1 &&
        (rules.get(variable) ?? []).every((rule) => mayHold(index, rule, flags))
      ) {
        held.add(candidate);
        taken.add(variable);
      } else flags.set(before, start);
    }
  }
  return candidates.filter((candidate) => held.has(candidate));
}

type RulesByVariable = ReadonlyMap<number, readonly ConstraintBody[]>;

// As the index itself: it never changes, and making it takes longer than using it.
const known = new WeakMap<ScopeIndex, RulesByVariable>();

function rulesOf(index: ScopeIndex): RulesByVariable {
  const rules = known.get(index) ?? rulesByVariable(index);
  known.set(index, rules);
  return rules;
}

/** Clauses one by one: a rule may have thousands of them. */
function rulesByVariable(index: ScopeIndex): RulesByVariable {
  const rules = new Map<number, ConstraintBody[]>();
  const bodies = index.scope.model.constraints.flatMap((constraint) => constraint.bodies);
  for (const body of bodies) {
    const parts: readonly ConstraintBody[] =
      body.kind === 'clauses'
        ? body.clauses.map((clause) => ({ kind: 'clauses', clauses: [clause] }))
        : [body];
    for (const part of parts) {
      for (const variable of variablesOf(part)) {
        const before = rules.get(variable);
        if (before === undefined) rules.set(variable, [part]);
        else before.push(part);
      }
    }
  }
  return rules;
}
