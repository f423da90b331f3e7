import { KeyTable } from './key-table.ts';

/** Nodes of a decision graph by their number. A child has a smaller number than its parents. */
export const FALSE_NODE = 0;
export const TRUE_NODE = 1;

const OR = 1;
const AND = 2;

/**
 * Nodes with structural sharing: what is equal is one node.
 *  - an OR node decides a variable: edges (set of classes, child), children all different, sets disjoint, ascending
 *    by their first class. With one edge to TRUE it says: the variable is in the set.
 *  - an AND node joins children that share no variable.
 */
export class NodeStore {
  /** Kind, variable or number of children, then per OR edge set and child, per AND edge the child. */
  readonly nodes: Int32Array[] = [new Int32Array([0]), new Int32Array([0])];
  /** Sets of classes, each once, as words; `sets[i]` belongs to a variable with as many words. */
  readonly sets: Int32Array[] = [];
  edges = 0;
  readonly #unique = new KeyTable(MAX_INTEGERS);
  readonly #uniqueSets = new KeyTable(MAX_INTEGERS);

  get count(): number {
    return this.nodes.length;
  }

  set(words: Int32Array): number {
    return this.#number(this.#uniqueSets, words, () => this.sets.push(words.slice()) - 1);
  }

  /** `edges` are pairs of set and child. No edge: FALSE. */
  or(variable: number, edges: readonly number[]): number {
    if (edges.length === 0) return FALSE_NODE;
    return this.#node(Int32Array.from([OR, variable, ...edges]), edges.length / 2);
  }

  and(children: readonly number[]): number {
    if (children.length === 0) return TRUE_NODE;
    if (children.length === 1) return children[0] as number;
    const sorted = Int32Array.from(children).sort();
    const node = new Int32Array(sorted.length + 2);
    node[0] = AND;
    node[1] = sorted.length;
    node.set(sorted, 2);
    return this.#node(node, sorted.length);
  }

  #node(node: Int32Array, edges: number): number {
    return this.#number(this.#unique, node, () => {
      this.edges += edges;
      return this.nodes.push(node) - 1;
    });
  }

  #number(table: KeyTable, key: Int32Array, add: () => number): number {
    table.begin();
    for (const integer of key) table.push(integer);
    const found = table.find();
    if (found !== -1) return found;
    const number = add();
    table.keep(key, key.length, number);
    return number;
  }
}

const MAX_INTEGERS = 1 << 28;

export function isOr(node: Int32Array): boolean {
  return node[0] === OR;
}
