import { AND_NODE, type DecisionGraph } from '../graph/decision-graph.ts';
import { type ByteReader, MalformedArtefact } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/*
 * A decision graph as bytes: the classes of values, the sets, then the nodes in topological order. A child is written
 * as its distance, which is short: children lie close before their parents.
 */

export function writeGraph(to: ByteWriter, graph: DecisionGraph): void {
  const { classes, root, variables, edgeStarts, children, edgeSets, setStarts, setClasses } = graph;
  for (const index of classes.classOf) to.varint(index);
  to.varint(setStarts.length - 1);
  for (let set = 0; set + 1 < setStarts.length; set++) {
    const members = setClasses.subarray(setStarts[set], setStarts[set + 1]);
    to.varint(members.length);
    let next = 0;
    for (const member of members) {
      to.varint(member - next);
      next = member + 1;
    }
  }
  to.varint(variables.length);
  for (let node = FIRST; node < variables.length; node++) {
    const variable = variables[node] as number;
    to.varint(variable - AND_NODE);
    const end = edgeStarts[node + 1] as number;
    to.varint(end - (edgeStarts[node] as number));
    for (let edge = edgeStarts[node] as number; edge < end; edge++) {
      to.varint(node - (children[edge] as number));
      if (variable !== AND_NODE) to.varint(edgeSets[edge] as number);
    }
  }
  to.varint(root);
}

/** FALSE and TRUE are not written. */
const FIRST = 2;

/** `sizes`: how many values each variable has. @throws MalformedArtefact */
export function readGraph(from: ByteReader, sizes: readonly number[]): DecisionGraph {
  const classes = readClasses(from, sizes);
  const { setStarts, setClasses } = readSets(from);
  const count = from.varint();
  if (count < FIRST || count > MAX_NODES) throw new MalformedArtefact('the number of nodes is impossible');
  const variables = new Int32Array(count).fill(AND_NODE);
  const edgeStarts = new Int32Array(count + 1);
  const children: number[] = [];
  const edgeSets: number[] = [];
  for (let node = FIRST; node < count; node++) {
    const variable = from.below(sizes.length + 1) + AND_NODE;
    variables[node] = variable;
    for (let edges = from.count(); edges > 0; edges--) {
      const distance = from.below(node + 1);
      if (distance === 0) throw new MalformedArtefact('a node is its own child');
      children.push(node - distance);
      edgeSets.push(variable === AND_NODE ? 0 : readSetOf(from, variable));
    }
    edgeStarts[node + 1] = children.length;
  }
  const root = from.below(count);
  return {
    classes,
    root,
    variables,
    edgeStarts,
    children: Int32Array.from(children),
    edgeSets: Int32Array.from(edgeSets),
    setStarts,
    setClasses,
  };

  function readSetOf(reader: ByteReader, variable: number): number {
    const set = reader.below(setStarts.length - 1);
    const last = setClasses[(setStarts[set + 1] as number) - 1] as number;
    if (last >= (classes.sizes[variable] as number))
      throw new MalformedArtefact('an edge has a class that the variable has not');
    return set;
  }
}

const MAX_NODES = 10_000_000;

function readClasses(from: ByteReader, sizes: readonly number[]): DecisionGraph['classes'] {
  const offsets = new Int32Array(sizes.length + 1);
  const valueOffsets = new Int32Array(sizes.length + 1);
  const classSizes = new Int32Array(sizes.length);
  for (const [index, size] of sizes.entries())
    valueOffsets[index + 1] = (valueOffsets[index] as number) + size;
  const classOf = new Int32Array(valueOffsets.at(-1) ?? 0);
  for (const [index, size] of sizes.entries()) {
    let count = 0;
    for (let value = 0; value < size; value++) {
      // Classes are numbered by their first values: the next new one is the next number.
      const at = from.below(count + 1);
      if (at === count) count += 1;
      classOf[(valueOffsets[index] as number) + value] = at;
    }
    classSizes[index] = count;
    offsets[index + 1] = (offsets[index] as number) + count;
  }
  return { sizes: classSizes, offsets, valueOffsets, classOf };
}

function readSets(from: ByteReader): Pick<DecisionGraph, 'setStarts' | 'setClasses'> {
  const count = from.count();
  const setStarts = new Int32Array(count + 1);
  const setClasses: number[] = [];
  for (let set = 0; set < count; set++) {
    const length = from.count();
    if (length === 0) throw new MalformedArtefact('a set is empty');
    let next = 0;
    for (let left = length; left > 0; left--) {
      setClasses.push(next + from.below(MAX_CLASSES));
      next = (setClasses.at(-1) as number) + 1;
    }
    setStarts[set + 1] = setClasses.length;
  }
  return { setStarts, setClasses: Int32Array.from(setClasses) };
}

const MAX_CLASSES = 100_000;
