import type { Flags, Reasoner } from '../reasoner.ts';
import type { Decisions } from './decision.ts';
import { clearValues, decided, meet } from './flags.ts';
import { type NumberLimits, narrowNumbers } from './narrow-numbers.ts';
import { definedVariable, type ScopeIndex } from './scope-index.ts';

/** One scope, and what is laid down in it. */
export interface ScopeProblem {
  readonly index: ScopeIndex;
  readonly reasoner: Reasoner;
  /** What everything but decisions leaves: eligibility, and other scopes. */
  readonly base: Flags;
  readonly limits: NumberLimits;
  readonly decisions: Decisions;
  /** Relations that are left out, to see whether they matter. */
  readonly ignored: ReadonlySet<string>;
}

export interface Settled {
  /** Whether there is a configuration. */
  readonly holds: boolean;
  /** What each variable could be, decisions about the others kept, if nothing were said of itself. */
  readonly alternatives: Flags;
  /** The same within the base. */
  readonly domain: Flags;
  /** The same within what is decided of it. */
  readonly possible: Flags;
  /** Of numbers in `possible`. */
  readonly limits: NumberLimits;
  /** The problem as it was laid down. */
  readonly given: ScopeProblem;
  /** The same without intervals that have no number left. */
  readonly base: Flags;
}

/** Asks the engine, then narrows numbers, until neither takes anything away. */
export function settleScope(given: ScopeProblem): Settled {
  const { index, reasoner, decisions } = given;
  for (let base = given.base; ; ) {
    const allowed = decided(index, base, decisions);
    const alternatives = reasoner.alternatives(allowed);
    const domain = meet(alternatives, base);
    const possible = meet(domain, allowed);
    // An alternative that is allowed too is a configuration; without any variable there is nothing to see it by.
    const holds = index.size === 0 ? reasoner.consistent(allowed) : possible.includes(1);
    if (!holds || index.ranges.size === 0)
      return { holds, alternatives, domain, possible, limits: given.limits, given, base };
    const { limits, excluded } = narrowNumbers(index, possible, decisions, given.limits, given.ignored);
    if (excluded.length === 0) return { holds, alternatives, domain, possible, limits, given, base };
    base = base.slice();
    for (const [variable, value] of excluded) clearValues(index, base, variable, [[value, value]]);
  }
}

/** Whether there is a configuration: by one short question where no numbers are related. */
export function scopeHolds(problem: ScopeProblem): boolean {
  const { index, reasoner, base, decisions, limits } = problem;
  if (index.links.size === 0 && limits.size === 0)
    return reasoner.consistent(decided(index, base, decisions));
  return settleScope(problem).holds;
}

/**
 * What a number could be instead: as if it were not chosen. Its interval alone does not tell, where another number is
 * laid down as well.
 */
export function alternativeNumbers(
  { given, domain }: Settled,
  variable: number,
): Pick<Settled, 'domain' | 'limits'> {
  const { index, decisions, limits } = given;
  const others = new Map([...decisions].filter(([other]) => other !== variable));
  const related = (index.links.get(variable) ?? []).length > 0;
  const laidDown = limits.size > 0 || [...others.values()].some(({ number }) => number !== undefined);
  return related && laidDown ? settleScope({ ...given, decisions: others }) : { domain, limits };
}

export function isWhole(index: ScopeIndex, variable: number): boolean {
  return definedVariable(index, variable).type === 'integer';
}
