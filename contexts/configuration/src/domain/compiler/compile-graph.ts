import type { GroundModel } from '../ground/ground-model.ts';
import { type Component, ComponentFinder } from './components.ts';
import { constraintStore } from './constraint-store.ts';
import { DomainStore } from './domain-store.ts';
import { eliminationRanks } from './elimination-order.ts';
import { KeyTable } from './key-table.ts';
import { FALSE_NODE, NodeStore, TRUE_NODE } from './node-store.ts';
import { probe } from './probing.ts';
import { Propagator } from './propagator.ts';

/** Limits in steps and nodes, never in time: whether a model compiles must not depend on how busy a machine is. */
export interface CompileBudget {
  /** Looks at constraints, and 64 for each decision. */
  readonly steps: number;
  readonly nodes: number;
}

export const DEFAULT_BUDGET: CompileBudget = { steps: 60_000_000, nodes: 500_000 };

export type Compilation =
  | { readonly outcome: 'graph'; readonly nodes: NodeStore; readonly root: number; readonly steps: number }
  /** No configuration is possible. */
  | { readonly outcome: 'void'; readonly steps: number }
  | { readonly outcome: 'overBudget'; readonly steps: number };

/**
 * Compiles to a multi-valued decision diagram with decomposition (Koriche, Lagniez, Marquis, Thomas: "Compiling
 * Constraint Networks into Multivalued Decomposable Decision Graphs", IJCAI 2015): decide a variable, propagate, split
 * what is left into components, and never compile one residual twice. The stack is our own: models may be deep.
 */
export function compileGraph(ground: GroundModel, budget: CompileBudget = DEFAULT_BUDGET): Compilation {
  const domains = new DomainStore(ground);
  const propagator = new Propagator(domains, constraintStore(ground));
  propagator.maxSteps = budget.steps;
  if (!propagator.propagateAll() || !probe(propagator, budget.steps))
    return { outcome: 'void', steps: propagator.steps };
  if (propagator.steps > budget.steps) return { outcome: 'overBudget', steps: propagator.steps };
  const search = new GraphSearch(ground, propagator);
  for (;;) {
    if (propagator.steps > budget.steps || search.isTooLarge(budget.nodes))
      return { outcome: 'overBudget', steps: propagator.steps };
    const root = search.step();
    if (root === FALSE_NODE) return { outcome: 'void', steps: propagator.steps };
    if (root !== undefined) return { outcome: 'graph', nodes: search.nodes, root, steps: propagator.steps };
  }
}

/** What a decision costs besides looking at constraints. */
const STEPS_PER_DECISION = 64;

const MAX_CACHED_INTEGERS = 1 << 26;
/** In all frames together. */
const MAX_HELD_INTEGERS = 1 << 25;
const EDGES_OF_NODE = 8;

/** One component that is being decided. */
interface Frame {
  readonly component: Component;
  readonly key: Int32Array;
  readonly variable: number;
  readonly classes: readonly number[];
  next: number;
  /** Of the class that is being tried: what is left to compile, and what has been compiled. */
  pending: readonly Component[];
  compiled: number;
  children: number[];
  mark: number;
  /** By child: its classes. */
  readonly edges: Map<number, number[]>;
}

class GraphSearch {
  readonly nodes = new NodeStore();
  readonly #propagator: Propagator;
  readonly #finder: ComponentFinder;
  readonly #cache = new KeyTable(MAX_CACHED_INTEGERS);
  readonly #ranks: Int32Array;
  readonly #frames: Frame[] = [];
  readonly #rootChildren: number[] = [];
  /** Integers of the frames' keys and components. */
  #held = 0;
  #rootPending: Component[];

  constructor(ground: GroundModel, propagator: Propagator) {
    this.#propagator = propagator;
    this.#finder = new ComponentFinder(propagator);
    const { left } = propagator.domains;
    this.#ranks = eliminationRanks(ground, (variable) => left[variable] === 1);
    const all = Int32Array.from(left.keys());
    const { components, free } = this.#finder.split(all);
    this.#rootPending = components.toReversed();
    for (const variable of all) if (left[variable] === 1) this.#rootChildren.push(this.#leaf(variable));
    for (const variable of free) this.#rootChildren.push(this.#leaf(variable));
  }

  /** By nodes, by edges, or by what lies on the stack: all of it is memory. */
  isTooLarge(nodes: number): boolean {
    return (
      this.nodes.count > nodes || this.nodes.edges > nodes * EDGES_OF_NODE || this.#held > MAX_HELD_INTEGERS
    );
  }

  /** One decision forward; the root once everything is compiled. */
  step(): number | undefined {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      const component = this.#rootPending.pop();
      if (component === undefined) return this.nodes.and(this.#rootChildren);
      const known = this.#open(component);
      return known === undefined ? undefined : this.#deliver(known);
    }
    const component = frame.pending[frame.compiled];
    if (component !== undefined) {
      frame.compiled += 1;
      const known = this.#open(component);
      return known === undefined ? undefined : this.#deliver(known);
    }
    if (frame.next > 0 && frame.mark >= 0) this.#closeClass(frame);
    if (frame.next < frame.classes.length) {
      this.#tryClass(frame);
      return undefined;
    }
    this.#frames.pop();
    this.#held -= frame.component.length + frame.key.length;
    const node = this.#decided(frame);
    this.#cache.keep(frame.key, frame.key.length, node);
    return this.#deliver(node);
  }

  /** The node of a component whose residual is known; else it is begun. */
  #open(component: Component): number | undefined {
    this.#finder.writeKey(this.#cache, component);
    const known = this.#cache.find();
    if (known !== -1) return known;
    let variable = component[0] as number;
    for (const other of component)
      if ((this.#ranks[other] as number) > (this.#ranks[variable] as number)) variable = other;
    const key = this.#cache.saved();
    this.#propagator.steps += key.length >> 3;
    this.#held += component.length + key.length;
    this.#frames.push({
      component,
      key,
      variable,
      classes: this.#propagator.domains.classes(variable),
      next: 0,
      pending: [],
      compiled: 0,
      children: [],
      mark: -1,
      edges: new Map(),
    });
    return undefined;
  }

  /** Gives a compiled component to whoever waits for it. */
  #deliver(node: number): number | undefined {
    const waiting = this.#frames.at(-1);
    if (waiting === undefined) {
      if (node === FALSE_NODE) return FALSE_NODE;
      this.#rootChildren.push(node);
    } else if (node === FALSE_NODE) {
      // The class does not go: neither do its other components matter.
      this.#propagator.domains.undoTo(waiting.mark);
      waiting.mark = -1;
      waiting.pending = [];
      waiting.compiled = 0;
    } else {
      waiting.children.push(node);
    }
    return undefined;
  }

  #tryClass(frame: Frame): void {
    const { domains } = this.#propagator;
    this.#propagator.steps += STEPS_PER_DECISION;
    const index = frame.classes[frame.next++] as number;
    frame.mark = domains.mark();
    frame.compiled = 0;
    frame.children = [];
    frame.pending = [];
    this.#propagator.assign(frame.variable, index);
    if (!this.#propagator.propagate()) {
      domains.undoTo(frame.mark);
      frame.mark = -1;
      return;
    }
    const { components, free } = this.#finder.split(frame.component);
    for (const variable of frame.component)
      if (variable !== frame.variable && domains.left[variable] === 1)
        frame.children.push(this.#leaf(variable));
    for (const variable of free) frame.children.push(this.#leaf(variable));
    frame.pending = components;
  }

  #closeClass(frame: Frame): void {
    const child = this.nodes.and(frame.children);
    const classes = frame.edges.get(child);
    const index = frame.classes[frame.next - 1] as number;
    if (classes === undefined) frame.edges.set(child, [index]);
    else classes.push(index);
    this.#propagator.domains.undoTo(frame.mark);
    frame.mark = -1;
  }

  #decided(frame: Frame): number {
    const edges = [...frame.edges].flatMap(([child, classes]) => [
      this.#setOf(frame.variable, classes),
      child,
    ]);
    return this.nodes.or(frame.variable, edges);
  }

  #setOf(variable: number, classes: readonly number[]): number {
    const { wordOffsets } = this.#propagator.domains;
    const words = new Int32Array((wordOffsets[variable + 1] as number) - (wordOffsets[variable] as number));
    for (const index of classes) words[index >>> 5]! |= 1 << (index & 31);
    return this.nodes.set(words);
  }

  /** The variable in what is left of it. */
  #leaf(variable: number): number {
    const { words, wordOffsets } = this.#propagator.domains;
    const left = words.slice(wordOffsets[variable], wordOffsets[variable + 1]);
    return this.nodes.or(variable, [this.nodes.set(left), TRUE_NODE]);
  }
}
