import { flagsOf, hasFlag, onlyValue } from './flags.ts';
import { boundsOf } from './narrow-numbers.ts';
import { type NumberRange, onlyNumber } from './number-range.ts';
import { definedVariable, type ScopeIndex } from './scope-index.ts';
import type { Settled } from './settle-scope.ts';

/** Whether a variable has one value left, with its number or text. */
export function isDecided({ given, possible, limits }: Settled, variable: number): boolean {
  const { index, decisions } = given;
  const value = onlyValue(index, possible, variable);
  if (value < 0) return false;
  if (value === index.absent[variable]) return true;
  if (index.ranges.has(variable))
    return decidedNumber(index, possible, variable, limits.get(variable)) !== undefined;
  return definedVariable(index, variable).type !== 'text' || decisions.get(variable)?.text !== undefined;
}

export function decidedNumber(
  index: ScopeIndex,
  possible: Settled['possible'],
  variable: number,
  limit?: NumberRange,
) {
  const bounds = boundsOf(index, possible, variable, limit);
  return bounds && onlyNumber(bounds);
}

/** Whether the part it belongs to may be there or not: what it has is no question yet. */
export function isPending({ given: { index }, possible }: Settled, variable: number): boolean {
  const presence = index.presence[variable] as number;
  if (presence < 0) return false;
  const absent = index.absent[presence] as number;
  if (!hasFlag(index, possible, presence, absent)) return false;
  return flagsOf(index, possible, presence).some((flag, value) => flag === 1 && value !== absent);
}

/** The variables people see that are not decided yet. */
export function* openVariables(settled: Settled, shared: number | undefined): Generator<number> {
  const { index } = settled.given;
  for (const [variable, shown] of index.shown.entries())
    if (shown && variable !== shared && !isDecided(settled, variable)) yield variable;
}
