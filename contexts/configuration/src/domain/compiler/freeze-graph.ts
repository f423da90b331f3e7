import { AND_NODE, type DecisionGraph } from '../graph/decision-graph.ts';
import type { ClassMap } from '../ground/ground-model.ts';
import { isOr, type NodeStore } from './node-store.ts';

/** What can be reached from the root, renumbered without gaps in the same order, in flat arrays. */
export function freezeGraph(store: NodeStore, root: number, classes: ClassMap): DecisionGraph {
  const reached = reachable(store, root);
  const numbers = new Int32Array(store.count).fill(-1);
  let count = 0;
  for (const node of reached.keys()) if (reached[node] === 1) numbers[node] = count++;

  const variables = new Int32Array(count).fill(AND_NODE);
  const edgeStarts = new Int32Array(count + 1);
  const children: number[] = [];
  const edgeSets: number[] = [];
  const sets = new SetNumbers(store);
  for (const node of reached.keys()) {
    if (reached[node] !== 1) continue;
    const at = numbers[node] as number;
    const body = store.nodes[node] as Int32Array;
    if (isOr(body)) {
      variables[at] = body[1] as number;
      for (let edge = 2; edge < body.length; edge += 2) {
        edgeSets.push(sets.of(body[edge] as number));
        children.push(numbers[body[edge + 1] as number] as number);
      }
    } else {
      for (let edge = 2; edge < body.length; edge++) {
        edgeSets.push(0);
        children.push(numbers[body[edge] as number] as number);
      }
    }
    edgeStarts[at + 1] = children.length;
  }
  const { sizes, offsets, valueOffsets, classOf } = classes;
  return {
    classes: { sizes, offsets, valueOffsets, classOf },
    root: numbers[root] as number,
    variables,
    edgeStarts,
    children: Int32Array.from(children),
    edgeSets: Int32Array.from(edgeSets),
    ...sets.flat(),
  };
}

function reachable(store: NodeStore, root: number): Uint8Array {
  const reached = new Uint8Array(store.count);
  reached.set([1, 1]);
  reached[root] = 1;
  for (let node = root; node > 1; node--) {
    if (reached[node] !== 1) continue;
    const body = store.nodes[node] as Int32Array;
    const [from, by] = isOr(body) ? [3, 2] : [2, 1];
    for (let edge = from; edge < body.length; edge += by) reached[body[edge] as number] = 1;
  }
  return reached;
}

/** Sets in the order of their first use, as lists of classes. */
class SetNumbers {
  readonly #store: NodeStore;
  readonly #numbers = new Map<number, number>();
  readonly #starts: number[] = [0];
  readonly #classes: number[] = [];

  constructor(store: NodeStore) {
    this.#store = store;
  }

  of(set: number): number {
    const known = this.#numbers.get(set);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(set, number);
    for (const [word, bits] of (this.#store.sets[set] as Int32Array).entries()) {
      for (let rest = bits; rest !== 0; rest &= rest - 1)
        this.#classes.push(word * 32 + 31 - Math.clz32(rest & -rest));
    }
    this.#starts.push(this.#classes.length);
    return number;
  }

  flat() {
    return { setStarts: Int32Array.from(this.#starts), setClasses: Int32Array.from(this.#classes) };
  }
}
