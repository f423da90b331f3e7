import type { CanonicalModel, Constraint } from '../domain/model/canonical-model.ts';
import {
  type Assumption,
  type Completion,
  type Conflict,
  type Explainer,
  type Flags,
  offsetsOf,
  type Reasoner,
} from '../domain/reasoner.ts';
import { satisfies, solutions as solutionsOf } from './enumerate-model.ts';

/*
 * What engines must answer, by looking at every assignment: for small models in tests. Simple on purpose, so that it
 * can be believed.
 */

const MOST_ASSIGNMENTS = 1_000_000;

/** One value for each variable. */
type Assignment = readonly number[];

export function bruteForceReasoner(model: CanonicalModel): Reasoner {
  const offsets = offsetsOf(model);
  const solutions = [...solutionsOf(model)];
  const at = (variable: number, value: number) => (offsets[variable] as number) + value;
  const isAllowed = (allowed: Flags, solution: Assignment) =>
    solution.every((value, variable) => allowed[at(variable, value)] === 1);
  return {
    mode: 'solver',
    consistent: (allowed) => solutions.some((solution) => isAllowed(allowed, solution)),
    alternatives: (allowed) => {
      const flags = new Uint8Array(allowed.length);
      for (const solution of solutions) {
        const refused = [...solution.keys()].filter(
          (variable) => allowed[at(variable, solution[variable] as number)] === 0,
        );
        if (refused.length > 1) continue;
        for (const [variable, value] of solution.entries())
          if (refused.length === 0 || refused[0] === variable) flags[at(variable, value)] = 1;
      }
      return flags;
    },
    count: (allowed) => BigInt(solutions.filter((solution) => isAllowed(allowed, solution)).length),
    cheapest: (allowed, costs) => {
      let best: Completion | undefined;
      for (const solution of solutions) {
        if (!isAllowed(allowed, solution)) continue;
        const cost = solution.reduce(
          (sum, value, variable) => sum + (costs[at(variable, value)] as number),
          0,
        );
        if (best === undefined || cost < best.cost)
          best = { values: Int32Array.from(solution), cost, optimal: true };
      }
      return best;
    },
  };
}

export function bruteForceExplainer(model: CanonicalModel): Explainer {
  const assignments = assignmentsOf(model);
  const violates = (rule: Constraint, assignment: Assignment) =>
    !satisfies({ constraints: [rule] }, assignment);
  const violated = assignments.map(
    (assignment) =>
      new Set(
        [...model.constraints.entries()].flatMap(([at, rule]) => (violates(rule, assignment) ? [at] : [])),
      ),
  );
  const possible = (assumptions: readonly Assumption[], rules: readonly number[]) =>
    assignments.some(
      (assignment, place) =>
        assumptions.every(({ variable, allowed }) => allowed[assignment[variable] as number] === 1) &&
        !rules.some((rule) => violated[place]?.has(rule)),
    );
  const allRules = [...model.constraints.keys()];
  return {
    conflict: (assumptions): Conflict | undefined => {
      const chosen = (places: readonly number[]) => places.map((place) => assumptions[place] as Assumption);
      if (possible(assumptions, allRules)) return undefined;
      const blamed = withoutNeedless([...assumptions.keys()], (left) => !possible(chosen(left), allRules));
      const rules = withoutNeedless(allRules, (left) => !possible(chosen(blamed), left));
      return { assumptions: blamed, rules, minimal: true };
    },
    blamed: (assumptions) => {
      const chosen = (places: readonly number[]) => places.map((place) => assumptions[place] as Assumption);
      if (possible(assumptions, allRules)) return undefined;
      return withoutNeedless([...assumptions.keys()], (left) => !possible(chosen(left), allRules));
    },
    repairs: (assumptions, fixed, most) => {
      const open = [...assumptions.keys()].filter((place) => !fixed.has(place));
      const found: number[][] = [];
      for (const given of subsetsBySize(open)) {
        if (found.length >= most) break;
        if (found.some((smaller) => smaller.every((place) => given.includes(place)))) continue;
        const kept = assumptions.filter((_, place) => !given.includes(place));
        if (given.length > 0 && possible(kept, allRules)) found.push(given);
      }
      return found;
    },
  };
}

/** Leaves out, from the first on, what is not needed. */
function withoutNeedless(
  items: readonly number[],
  stillFails: (left: readonly number[]) => boolean,
): readonly number[] {
  return items.reduce((left, item) => {
    const fewer = left.filter((other) => other !== item);
    return stillFails(fewer) ? fewer : left;
  }, items);
}

function subsetsBySize(items: readonly number[]): readonly number[][] {
  const subsets: number[][] = [[]];
  for (const item of items) subsets.push(...subsets.map((subset) => [...subset, item]));
  return subsets.sort((a, b) => a.length - b.length);
}

function assignmentsOf({ variables }: CanonicalModel): readonly Assignment[] {
  const size = variables.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST_ASSIGNMENTS) throw new Error(`${size} assignments are too many to look at`);
  return variables.reduce<readonly Assignment[]>(
    (all, { values }) => all.flatMap((before) => [...values.keys()].map((value) => [...before, value])),
    [[]],
  );
}
