import { forEachVariable } from '../ground/class-flags.ts';
import type { Completion } from '../reasoner.ts';
import { AND_NODE, type DecisionGraph, TRUE } from './decision-graph.ts';

/**
 * A configuration of least cost: least sums bottom-up, then down along the edges that reach them. Among equals the
 * earlier edge and the lower value win. `allowed` and `costs` are laid out by values.
 */
export function cheapestCompletion(
  graph: DecisionGraph,
  allowed: Uint8Array,
  costs: Float64Array,
): Completion | undefined {
  const { root, classes, variables, edgeStarts, children, edgeSets, setStarts, setClasses } = graph;
  const best = bestOfClasses(graph, allowed, costs);
  const least = new Float64Array(variables.length).fill(Number.POSITIVE_INFINITY);
  least[TRUE] = 0;
  const chosenEdges = new Int32Array(variables.length).fill(-1);
  const chosenValues = new Int32Array(variables.length).fill(-1);
  for (let node = TRUE + 1; node < variables.length; node++) {
    const begin = edgeStarts[node] as number;
    const end = edgeStarts[node + 1] as number;
    if (variables[node] === AND_NODE) {
      let sum = 0;
      for (let edge = begin; edge < end; edge++) sum += least[children[edge] as number] as number;
      least[node] = sum;
      continue;
    }
    const offset = classes.offsets[variables[node] as number] as number;
    for (let edge = begin; edge < end; edge++) {
      const below = least[children[edge] as number] as number;
      const set = edgeSets[edge] as number;
      for (let at = setStarts[set] as number; at < (setStarts[set + 1] as number); at++) {
        const value = best[offset + (setClasses[at] as number)] as number;
        if (value === -1) continue;
        const sum = below + (costs[value] as number);
        const isBetter =
          sum < (least[node] as number) || (sum === least[node] && value < (chosenValues[node] as number));
        if (!isBetter || sum === Number.POSITIVE_INFINITY) continue;
        least[node] = sum;
        chosenEdges[node] = edge;
        chosenValues[node] = value;
      }
    }
  }
  const cost = least[root] as number;
  if (cost === Number.POSITIVE_INFINITY) return undefined;

  const values = new Int32Array(classes.sizes.length);
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    const variable = variables[node] as number;
    if (variable === AND_NODE) {
      for (let edge = edgeStarts[node] as number; edge < (edgeStarts[node + 1] as number); edge++)
        stack.push(children[edge] as number);
    } else {
      values[variable] = (chosenValues[node] as number) - (classes.valueOffsets[variable] as number);
      stack.push(children[chosenEdges[node] as number] as number);
    }
  }
  return { values, cost, optimal: true };
}

/** Of each class the cheapest allowed value, by its place in value flags; -1 where none is allowed. */
function bestOfClasses({ classes }: DecisionGraph, allowed: Uint8Array, costs: Float64Array): Int32Array {
  const { offsets, classOf } = classes;
  const best = new Int32Array(offsets.at(-1) ?? 0).fill(-1);
  forEachVariable(classes, (offset, begin, end) => {
    for (let at = begin; at < end; at++) {
      if (allowed[at] !== 1) continue;
      const index = offset + (classOf[at] as number);
      const known = best[index] as number;
      if (known === -1 || (costs[at] as number) < (costs[known] as number)) best[index] = at;
    }
  });
  return best;
}
