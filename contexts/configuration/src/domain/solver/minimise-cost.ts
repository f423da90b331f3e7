import type { Search } from './search.ts';

/** How often a core is asked for again, to see whether it shrinks. */
const TRIALS = 3;

/** Smaller ones are not: that would cost the propagation of all assumptions. */
const CORE_TO_SHRINK = 10;

/**
 * Raises the lower bound of the cost by cores, sets of costs of which one must be paid, in the manner of PMRES
 * (Narodytska and Bacchus 2014), dear costs first, so that models on the way are good ones. `costs` has what is to be
 * paid where a literal holds, and is used up. `record` takes the model of the search and returns the cost of the best
 * one so far. True when that is proved to be the least; false when `spares` or the steps of the search have ended.
 */
export function minimiseCost(
  search: Search,
  costs: Map<number, number>,
  spares: readonly number[],
  record: () => number,
): boolean {
  const unused = spares.toReversed();
  const cores: { readonly members: readonly number[]; readonly cost: number }[] = [];
  let lower = 0;
  let upper = record();
  let stratum = greatestOf(costs.values());
  for (;;) {
    lower += settle(search, costs);
    if (lower >= upper) return true;
    const verdict = search.solve(refusedOf(costs, stratum));
    if (verdict === 'unknown') return false;
    if (verdict === 'unsatisfiable') {
      const members = shrink(search);
      const cost = Math.min(...members.map((literal) => costs.get(literal) ?? 0));
      for (const literal of members) pay(costs, literal, cost);
      lower += cost;
      cores.push({ members, cost });
      continue;
    }
    upper = record();
    // What was cut off from costs comes back only now: until then cores have no costs in common, and stay small.
    if (cores.length > 0) {
      for (const { members, cost } of cores.splice(0))
        if (!relax(search, costs, members, cost, unused)) return false;
      continue;
    }
    const lesser = [...costs.values()].filter((cost) => cost < stratum);
    if (lesser.length === 0) return true;
    stratum = greatestOf(lesser.filter((cost) => cost <= stratum / 2)) || greatestOf(lesser);
  }
}

function greatestOf(costs: Iterable<number>): number {
  let greatest = 0;
  for (const cost of costs) greatest = Math.max(greatest, cost);
  return greatest;
}

/** Assumptions that none of the costs from `stratum` on is paid, dear ones first. */
function refusedOf(costs: ReadonlyMap<number, number>, stratum: number): number[] {
  return [...costs]
    .filter(([, cost]) => cost >= stratum)
    .sort(([first, a], [second, b]) => b - a || first - second)
    .map(([literal]) => literal ^ 1);
}

/** Takes out the costs that are the same in every model, and returns what they add up to. */
function settle(search: Search, costs: Map<number, number>): number {
  let sum = 0;
  for (const [literal, cost] of costs) {
    if (!search.isFixed(literal)) continue;
    costs.delete(literal);
    if (search.holds(literal)) sum += cost;
  }
  return sum;
}

/** The costs of the last core, as few as some more searches find. */
function shrink(search: Search): number[] {
  let core = search.failed;
  for (let trial = 0; trial < TRIALS && core.length > CORE_TO_SHRINK; trial++) {
    if (search.solve(core.toReversed()) !== 'unsatisfiable' || search.failed.length === core.length) break;
    core = search.failed;
  }
  return core.map((literal) => literal ^ 1);
}

function pay(costs: Map<number, number>, literal: number, cost: number): void {
  const rest = (costs.get(literal) ?? 0) - cost;
  if (rest > 0) costs.set(literal, rest);
  else costs.delete(literal);
}

/**
 * One of the members is paid already; each further one costs again: where a member holds and any one after it does.
 * False when there are no booleans left to say so.
 */
function relax(
  search: Search,
  costs: Map<number, number>,
  members: readonly number[],
  cost: number,
  unused: number[],
): boolean {
  if (unused.length < 2 * members.length) return false;
  search.add(members);
  let anyAfter = members.at(-1)!;
  for (let at = members.length - 2; at >= 0; at--) {
    const member = members[at]!;
    const both = unused.pop()!;
    search.add([member ^ 1, anyAfter ^ 1, both]);
    costs.set(both, cost);
    if (at === 0) break;
    const any = unused.pop()!;
    search.add([member ^ 1, any]);
    search.add([anyAfter ^ 1, any]);
    anyAfter = any;
  }
  return true;
}
