import type { Assumption } from '../reasoner.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { decided } from './flags.ts';
import { brokenPart, neededToFail } from './rule-check.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { settledAt } from './settled-at.ts';
import { groundAt, type Situation } from './situation.ts';

/**
 * Absences that a rule refuses together, by minimal sets: nearly always it wants one of several parts. Seen without
 * the engine.
 */
export function absencesRefusedByRules(
  settled: SettledConfiguration,
  candidates: readonly PlacedDecision[],
): ReadonlySet<PlacedDecision> {
  const refused = new Set<PlacedDecision>();
  for (const [scope, own] of Map.groupBy(candidates, (candidate) => candidate.scope)) {
    const byVariable = new Map(own.map((candidate) => [candidate.variable, candidate]));
    const { given, possible } = settledAt(settled, scope);
    const { index } = given;
    const absent = new Map(own.map(({ variable, decision }) => [variable, decision]));
    const flags = decided(index, possible, absent);
    for (const body of index.scope.model.constraints.flatMap(({ bodies }) => bodies)) {
      // What is released for one clause may let the next one hold.
      for (let turn = 0, most = candidates.length; turn <= most; turn++) {
        const broken = brokenPart(index, body, flags);
        const needed = broken === undefined ? [] : neededToFail(index, broken, flags, possible);
        const found = needed.flatMap((variable) => byVariable.get(variable) ?? []);
        if (found.length === 0) break;
        for (const candidate of found) {
          refused.add(candidate);
          const start = index.offsets[candidate.variable] as number;
          flags.set(possible.subarray(start, index.offsets[candidate.variable + 1]), start);
        }
      }
    }
  }
  return refused;
}

/** Conflicts that are looked for with the engine, when no single rule shows one. */
const MOST_CONFLICTS = 8;

/** Absences that cannot be together for more than one rule: some minimal sets of each scope. */
export function absencesInConflict(
  situation: Situation,
  settled: SettledConfiguration,
  candidates: readonly PlacedDecision[],
): ReadonlySet<PlacedDecision> {
  const inTheWay = new Set<PlacedDecision>();
  for (const [scope, own] of Map.groupBy(candidates, (candidate) => candidate.scope)) {
    for (let turn = 0; turn < MOST_CONFLICTS; turn++) {
      const rest = own.filter((candidate) => !inTheWay.has(candidate));
      const conflict = conflictOf(situation, settled, scope, rest);
      if (conflict.length === 0) break;
      for (const candidate of conflict) inTheWay.add(candidate);
    }
  }
  return inTheWay;
}

function conflictOf(
  situation: Situation,
  settled: SettledConfiguration,
  scope: ScopeKey,
  candidates: readonly PlacedDecision[],
): readonly PlacedDecision[] {
  if (candidates.length === 0) return [];
  const { index, engine } = groundAt(situation, scope);
  const { possible } = settledAt(settled, scope);
  // What is possible already says all that decisions and other scopes take away.
  const fixed: Assumption[] = [...index.scope.model.variables.keys()]
    .map((variable) => ({
      variable,
      allowed: possible.subarray(index.offsets[variable], index.offsets[variable + 1]),
    }))
    .filter(({ allowed }) => allowed.includes(0));
  const assumed = candidates.map(({ variable, decision }) => {
    const allowed = new Uint8Array(index.scope.model.variables[variable]?.values.length ?? 0);
    allowed[decision.value] = 1;
    return { variable, allowed };
  });
  return (engine.explainer.blamed([...fixed, ...assumed]) ?? [])
    .filter((at) => at >= fixed.length)
    .map((at) => candidates[at - fixed.length] as PlacedDecision);
}
