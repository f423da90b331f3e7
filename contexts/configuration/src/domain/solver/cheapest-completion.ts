import { classFlags } from '../ground/class-flags.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import type { Completion, Flags } from '../reasoner.ts';
import { costsOfClasses, payments } from './class-costs.ts';
import { encodeGround } from './encode-ground.ts';
import { minimiseCost } from './minimise-cost.ts';
import { restrictionsOf } from './restrictions.ts';
import { Search } from './search.ts';

/** The sum of costs is the first one of the formula. */
const OBJECTIVE = 0;

/** For each cost: how many booleans the proof may use. */
const SPARES_OF_COST = 8;

/**
 * First raises the lower bound until it meets a model, with most of the budget; where that does not do, looks for
 * cheaper and cheaper models. The costs of one configuration must add up to a safe integer. Undefined also when the
 * budget ends before any model is found.
 */
export function cheapestCompletion(
  ground: GroundModel,
  allowed: Flags,
  costs: Float64Array,
  budget: number,
): Completion | undefined {
  const { weights, values, least } = costsOfClasses(ground, allowed, costs);
  const { formula, literals, orders, spares } = encodeGround(ground, {
    objective: {
      variables: Int32Array.from(ground.sizes.keys()),
      weights: Array.from(ground.sizes, (size, variable) => {
        const offset = ground.offsets[variable]!;
        return weights.subarray(offset, offset + size);
      }),
      upper: Number.MAX_SAFE_INTEGER,
    },
    spareBooleans: SPARES_OF_COST * weights.length,
  });
  const search = new Search(formula);
  search.reset(budget - (budget >> 2));
  for (const { assumed } of restrictionsOf(ground, literals, classFlags(ground, allowed)))
    for (const literal of assumed) search.add([literal]);
  // From the last class on, so that of two without cost the first one is tried.
  for (let at = literals.length - 1; at >= 0; at--)
    search.prefer(weights[at] === 0 ? literals[at]! : literals[at]! ^ 1);
  if (search.solve([]) !== 'satisfiable') return undefined;

  let best = { values: new Int32Array(0), cost: Number.POSITIVE_INFINITY };
  const record = (): number => {
    const model = new Int32Array(ground.sizes.length);
    let cost = 0;
    for (const [variable, size] of ground.sizes.entries()) {
      const offset = ground.offsets[variable]!;
      for (let at = offset; at < offset + size; at++) {
        if (!search.holds(literals[at]!)) continue;
        model[variable] = values[at]!;
        cost += weights[at]!;
      }
    }
    if (cost < best.cost) best = { values: model, cost };
    return best.cost;
  };
  const paid = new Map<number, number>();
  for (const [variable, size] of ground.sizes.entries()) {
    const from = ground.offsets[variable]!;
    const ofClasses = weights.subarray(from, from + size);
    for (const [literal, cost] of payments(
      literals.subarray(from, from + size),
      ofClasses,
      orders.get(variable),
    ))
      if (cost > 0) paid.set(literal, cost);
  }
  let optimal = minimiseCost(search, paid, [...spares], record);
  search.limit += budget >> 2;
  while (!optimal) {
    search.tighten(OBJECTIVE, best.cost - 1);
    const verdict = search.solve([]);
    if (verdict === 'unknown') break;
    if (verdict === 'unsatisfiable') optimal = true;
    else record();
  }
  return { values: best.values, cost: least + best.cost, optimal };
}
