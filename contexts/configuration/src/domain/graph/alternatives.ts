import { AND_NODE, type DecisionGraph, FALSE } from './decision-graph.ts';
import { allowedSets, satisfiableNodes } from './satisfiability.ts';

/**
 * Of each variable, the classes with which all others can keep to what is allowed: one pass up for what holds, one
 * pass down for what is *asked*: a node is asked when everything beside it holds, whether it holds itself or not
 * (cf. Darwiche, "A differential approach to inference in Bayesian networks": the derivative by a literal does not
 * depend on the evidence on its variable).
 */
export function alternativeClasses(graph: DecisionGraph, allowed: Uint8Array): Uint8Array {
  const { root, classes, variables, edgeStarts, children, edgeSets, setStarts, setClasses } = graph;
  const possible = new Uint8Array(allowed.length);
  if (root === FALSE) return possible;
  const holds = satisfiableNodes(graph, allowed);
  const isAllowed = allowedSets(graph, allowed);
  const asked = new Uint8Array(holds.length);
  asked[root] = 1;
  for (let node = root; node > 1; node--) {
    if (asked[node] === 0) continue;
    const begin = edgeStarts[node] as number;
    const end = edgeStarts[node + 1] as number;
    if (variables[node] === AND_NODE) {
      // Nobody is asked beside two that do not hold; only the one that does not, beside one.
      let failing = 0;
      let failed = -1;
      for (let edge = begin; edge < end && failing < 2; edge++) {
        if (holds[children[edge] as number] === 1) continue;
        failing += 1;
        failed = children[edge] as number;
      }
      if (failing === 1) asked[failed] = 1;
      if (failing === 0) for (let edge = begin; edge < end; edge++) asked[children[edge] as number] = 1;
      continue;
    }
    const offset = classes.offsets[variables[node] as number] as number;
    for (let edge = begin; edge < end; edge++) {
      const child = children[edge] as number;
      if (isAllowed(node, edge)) asked[child] = 1;
      if (holds[child] === 0) continue;
      const set = edgeSets[edge] as number;
      for (let at = setStarts[set] as number; at < (setStarts[set + 1] as number); at++)
        possible[offset + (setClasses[at] as number)] = 1;
    }
  }
  return possible;
}
