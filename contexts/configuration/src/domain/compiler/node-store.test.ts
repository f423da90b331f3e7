import { describe, expect, it } from 'vitest';
import { FALSE_NODE, NodeStore, TRUE_NODE } from './node-store.ts';

describe('nodes', () => {
  it('are one where they are equal', () => {
    const store = new NodeStore();
    const [first, second] = [store.set(Int32Array.of(1)), store.set(Int32Array.of(2))];
    const leaf = store.or(0, [first, TRUE_NODE]);
    expect(store.set(Int32Array.of(1))).toBe(first);
    expect(store.or(0, [first, TRUE_NODE])).toBe(leaf);
    expect(store.or(0, [second, TRUE_NODE])).not.toBe(leaf);
    expect(store.or(1, [first, TRUE_NODE])).not.toBe(leaf);
    expect(store.count).toBe(5);
  });

  it('join the same children to the same node, in whatever order', () => {
    const store = new NodeStore();
    const set = store.set(Int32Array.of(1));
    const leaves = [0, 1, 2].map((variable) => store.or(variable, [set, TRUE_NODE]));
    expect(store.and(leaves)).toBe(store.and(leaves.toReversed()));
  });

  it('are no node of their own where they join nothing, or one', () => {
    const store = new NodeStore();
    const leaf = store.or(0, [store.set(Int32Array.of(1)), TRUE_NODE]);
    expect(store.and([])).toBe(TRUE_NODE);
    expect(store.and([leaf])).toBe(leaf);
    expect(store.or(0, [])).toBe(FALSE_NODE);
  });

  it('do not change with the array that a set was given as', () => {
    const store = new NodeStore();
    const words = Int32Array.of(1, 0);
    const set = store.set(words);
    words[1] = 4;
    expect([...(store.sets[set] as Int32Array)]).toEqual([1, 0]);
    expect(store.set(words)).not.toBe(set);
  });
});
