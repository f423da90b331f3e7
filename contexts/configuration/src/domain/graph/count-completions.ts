import { forEachVariable } from '../ground/class-flags.ts';
import { AND_NODE, type DecisionGraph, TRUE } from './decision-graph.ts';

/** How many configurations have only allowed values: exact, whatever the size. `allowed` are values, not classes. */
export function countCompletions(graph: DecisionGraph, allowed: Uint8Array): bigint {
  const { root, classes, variables, edgeStarts, children, edgeSets, setStarts, setClasses } = graph;
  const weights = valuesPerClass(graph, allowed);
  const counts: bigint[] = [0n, 1n];
  for (let node = TRUE + 1; node < variables.length; node++) {
    const begin = edgeStarts[node] as number;
    const end = edgeStarts[node + 1] as number;
    if (variables[node] === AND_NODE) {
      // Small factors first: products of 53 bits are cheap, and most factors are leaves.
      let small = 1;
      let count = 1n;
      for (let edge = begin; edge < end; edge++) {
        const factor = counts[children[edge] as number] as bigint;
        if (factor <= MAX_SMALL && small <= MAX_SMALL) small *= Number(factor);
        else count *= factor;
        if (small > MAX_SMALL) {
          count *= BigInt(small);
          small = 1;
        }
      }
      counts.push(count * BigInt(small));
      continue;
    }
    const offset = classes.offsets[variables[node] as number] as number;
    let sum = 0n;
    for (let edge = begin; edge < end; edge++) {
      const set = edgeSets[edge] as number;
      let weight = 0;
      for (let at = setStarts[set] as number; at < (setStarts[set + 1] as number); at++)
        weight += weights[offset + (setClasses[at] as number)] as number;
      if (weight > 0) sum += BigInt(weight) * (counts[children[edge] as number] as bigint);
    }
    counts.push(sum);
  }
  return counts[root] as bigint;
}

const MAX_SMALL = 0x3ff_ffff;

function valuesPerClass({ classes }: DecisionGraph, allowed: Uint8Array): Float64Array {
  const { offsets, classOf } = classes;
  const weights = new Float64Array(offsets.at(-1) ?? 0);
  forEachVariable(classes, (offset, begin, end) => {
    for (let at = begin; at < end; at++) weights[offset + (classOf[at] as number)]! += allowed[at] as number;
  });
  return weights;
}
