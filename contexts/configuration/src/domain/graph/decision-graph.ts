import type { ClassMap } from '../ground/ground-model.ts';

/**
 * A compiled scope in flat arrays: read-only, as it lies in the artefact. Nodes stand in topological order, children
 * first; node 0 is FALSE, node 1 TRUE.
 */
export interface DecisionGraph {
  readonly classes: ClassMap;
  readonly root: number;
  /** Of an OR node the variable it decides, of an AND node `AND_NODE`; of the two constants `AND_NODE` too. */
  readonly variables: Int32Array;
  /** Edges of node `n`: `edgeStarts[n] … edgeStarts[n + 1]`. */
  readonly edgeStarts: Int32Array;
  readonly children: Int32Array;
  /** Of an edge of an OR node: its set of classes. */
  readonly edgeSets: Int32Array;
  /** Set `s`: `setClasses[setStarts[s] … setStarts[s + 1])`, ascending. */
  readonly setStarts: Int32Array;
  readonly setClasses: Int32Array;
}

export const AND_NODE = -1;
export const FALSE = 0;
export const TRUE = 1;
