import type { Propagator } from './propagator.ts';

/** Takes away the classes with which the bounds of a sum cannot be kept, whatever the other terms add. */
export function narrowBySum(propagator: Propagator, constraint: number): boolean {
  const { constraints, domains } = propagator;
  const { starts, terms, termData, weights, clauseCount } = constraints;
  const lower = constraints.lower[constraint - clauseCount] as number;
  const upper = constraints.upper[constraint - clauseCount] as number;
  const begin = starts[constraint] as number;
  const end = starts[constraint + 1] as number;
  let least = 0;
  let most = 0;
  for (let at = begin; at < end; at++) {
    const [min, max] = extremes(propagator, terms[at] as number, termData[at] as number);
    least += min;
    most += max;
  }
  if (least > upper || most < lower) return false;
  if (least >= lower && most <= upper) return true;
  // What is taken away below makes `least` and `most` better, never wrong: the constraint is looked at again.
  for (let at = begin; at < end; at++) {
    const variable = terms[at] as number;
    if ((domains.left[variable] as number) === 1) continue;
    const data = termData[at] as number;
    const [min, max] = extremes(propagator, variable, data);
    const atMost = upper - (least - min);
    const atLeast = lower - (most - max);
    if (max <= atMost && min >= atLeast) continue;
    const first = domains.wordOffsets[variable] as number;
    const past = domains.wordOffsets[variable + 1] as number;
    for (let word = first; word < past; word++) {
      let keep = 0;
      for (let rest = domains.words[word] as number; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        const weight = weights[data + (word - first) * 32 + bit] as number;
        if (weight <= atMost && weight >= atLeast) keep |= 1 << bit;
      }
      propagator.narrow(variable, word, keep);
    }
    if ((domains.left[variable] as number) === 0) return false;
  }
  return true;
}

/** Whether the bounds are kept whatever is chosen, and what is left of them once the decided terms are taken away. */
export function sumResidual(
  propagator: Propagator,
  constraint: number,
): { readonly isEntailed: boolean; readonly lower: number; readonly upper: number } {
  const { constraints, domains } = propagator;
  const { starts, terms, termData, clauseCount } = constraints;
  let decided = 0;
  let least = 0;
  let most = 0;
  for (let at = starts[constraint] as number; at < (starts[constraint + 1] as number); at++) {
    const variable = terms[at] as number;
    const [min, max] = extremes(propagator, variable, termData[at] as number);
    if ((domains.left[variable] as number) === 1) decided += min;
    else {
      least += min;
      most += max;
    }
  }
  const lower = (constraints.lower[constraint - clauseCount] as number) - decided;
  const upper = (constraints.upper[constraint - clauseCount] as number) - decided;
  // Bounds that cannot be missed are no bounds: more residuals are equal then.
  return {
    isEntailed: least >= lower && most <= upper,
    lower: least >= lower ? Number.NEGATIVE_INFINITY : lower,
    upper: most <= upper ? Number.POSITIVE_INFINITY : upper,
  };
}

const pair: [number, number] = [0, 0];

/** The least and the most a term can add. One array for all calls: this is the innermost loop. */
function extremes({ constraints, domains }: Propagator, variable: number, data: number): [number, number] {
  const { weights } = constraints;
  const first = domains.wordOffsets[variable] as number;
  const past = domains.wordOffsets[variable + 1] as number;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let word = first; word < past; word++) {
    for (let rest = domains.words[word] as number; rest !== 0; rest &= rest - 1) {
      const weight = weights[data + (word - first) * 32 + 31 - Math.clz32(rest & -rest)] as number;
      if (weight < min) min = weight;
      if (weight > max) max = weight;
    }
  }
  pair[0] = min;
  pair[1] = max;
  return pair;
}
