import { AND_NODE, type DecisionGraph, TRUE } from './decision-graph.ts';

/** Of each node, whether it can hold with the allowed classes. One pass, children first. */
export function satisfiableNodes(graph: DecisionGraph, allowed: Uint8Array): Uint8Array {
  const { variables, edgeStarts, children } = graph;
  const holds = new Uint8Array(variables.length);
  holds[TRUE] = 1;
  const sets = allowedSets(graph, allowed);
  for (let node = TRUE + 1; node < holds.length; node++) {
    const end = edgeStarts[node + 1] as number;
    let edge = edgeStarts[node] as number;
    if (variables[node] === AND_NODE) {
      while (edge < end && holds[children[edge] as number] === 1) edge += 1;
      holds[node] = edge === end ? 1 : 0;
    } else {
      while (edge < end && !(holds[children[edge] as number] === 1 && sets(node, edge))) edge += 1;
      holds[node] = edge < end ? 1 : 0;
    }
  }
  return holds;
}

/** Whether an edge of an OR node has an allowed class. */
export function allowedSets(
  { classes, variables, edgeSets, setStarts, setClasses }: DecisionGraph,
  allowed: Uint8Array,
): (node: number, edge: number) => boolean {
  const { offsets } = classes;
  return (node, edge) => {
    const offset = offsets[variables[node] as number] as number;
    const set = edgeSets[edge] as number;
    const end = setStarts[set + 1] as number;
    for (let at = setStarts[set] as number; at < end; at++)
      if (allowed[offset + (setClasses[at] as number)] === 1) return true;
    return false;
  };
}
