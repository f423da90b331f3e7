import { forEachVariable } from '../ground/class-flags.ts';
import type { ClassMap } from '../ground/ground-model.ts';
import type { Flags } from '../reasoner.ts';

/**
 * Of each class the value, of those allowed, that costs least, and what it costs more than the variable costs at
 * least; the sum of the latter.
 */
export function costsOfClasses(ground: ClassMap, allowed: Flags, costs: Float64Array) {
  const { offsets, classOf } = ground;
  const weights = new Float64Array(offsets.at(-1) ?? 0).fill(Number.POSITIVE_INFINITY);
  const values = new Int32Array(weights.length);
  let least = 0;
  forEachVariable(ground, (offset, begin, end) => {
    let leastOfVariable = Number.POSITIVE_INFINITY;
    let greatest = 0;
    for (let at = begin; at < end; at++) {
      const index = offset + classOf[at]!;
      if (allowed[at] !== 1) continue;
      greatest = Math.max(greatest, costs[at]!);
      if (costs[at]! >= weights[index]!) continue;
      weights[index] = costs[at]!;
      values[index] = at - begin;
      leastOfVariable = Math.min(leastOfVariable, costs[at]!);
    }
    if (leastOfVariable === Number.POSITIVE_INFINITY) leastOfVariable = 0;
    least += leastOfVariable;
    // Classes without a value that is allowed are never in a model; any weight will do that excludes nothing else.
    for (let at = begin; at < end; at++) {
      const index = offset + classOf[at]!;
      if (weights[index] === Number.POSITIVE_INFINITY) weights[index] = greatest;
    }
    const classes = new Set(classOf.subarray(begin, end));
    for (const index of classes) weights[offset + index]! -= leastOfVariable;
  });
  return { weights, values, least };
}

/**
 * Literals of one variable and what is to be paid where they hold. Where more costs more, each step costs its part:
 * a bound then proves as much as all classes beyond it.
 */
export function payments(
  literals: Int32Array,
  weights: Float64Array,
  order: readonly number[] | undefined,
): [literal: number, cost: number][] {
  const steps = [...weights].map((weight, at) => (at === 0 ? 0 : weight - weights[at - 1]!));
  if (order !== undefined && steps.every((step) => step >= 0))
    return steps.map((step, at) => [order[at]!, step]);
  if (order !== undefined && steps.every((step) => step <= 0))
    return steps.map((step, at) => [order[at]! ^ 1, -step]);
  return [...literals].map((literal, at) => [literal, weights[at]!]);
}
