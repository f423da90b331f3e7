import type { Decision } from './decision.ts';
import { boundsOf } from './narrow-numbers.ts';
import { hasNumber, someNumber } from './number-range.ts';
import { definedDecision } from './read-decision.ts';
import { definedVariable } from './scope-index.ts';
import { settleConfiguration } from './settle-configuration.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import { type AllDecisions, type Situation, scopesOf, withDecisions } from './situation.ts';
import { isDecided } from './undecided.ts';

/**
 * Gives numbers and texts to values that are decided: of numbers the default where it fits, else the least. One after
 * the other, so that relations between them hold.
 */
export function fillNumbers(situation: Situation, given: AllDecisions): AllDecisions {
  let decisions = given;
  let settled = settleConfiguration(situation, decisions);
  for (const scope of scopesOf(situation)) {
    for (const [variable, decision] of settledAt(settled, scope).given.decisions) {
      const own = settledAt(settled, scope);
      if (variable === sharedVariable(situation, scope) || isDecided(own, variable)) continue;
      const filled = filledDecision(own, variable, decision);
      if (filled === undefined) continue;
      decisions = withDecisions(decisions, [{ scope, variable, decision: filled }]);
      settled = settleConfiguration(situation, decisions);
    }
  }
  return decisions;
}

function filledDecision(
  { given: { index }, possible, limits }: ReturnType<typeof settledAt>,
  variable: number,
  { value }: Decision,
): Decision | undefined {
  const { defaultValue, defaultInput } = definedVariable(index, variable);
  const byDefault =
    defaultValue === value ? definedDecision(index, variable, value, defaultInput) : undefined;
  if (byDefault?.text !== undefined) return byDefault;
  const bounds = boundsOf(index, possible, variable, limits.get(variable));
  if (bounds === undefined) return undefined;
  if (byDefault?.number !== undefined && hasNumber(bounds, byDefault.number)) return byDefault;
  const number = someNumber(bounds);
  return number === undefined ? undefined : { value, number };
}
