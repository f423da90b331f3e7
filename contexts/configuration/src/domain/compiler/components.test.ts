import { describe, expect, it } from 'vitest';
import { ground } from '../ground/ground.ts';
import type { CanonicalModel, ConstraintBody } from '../model/canonical-model.ts';
import { type Component, ComponentFinder } from './components.ts';
import { constraintStore } from './constraint-store.ts';
import { DomainStore } from './domain-store.ts';
import { KeyTable } from './key-table.ts';
import { Propagator } from './propagator.ts';

function modelOf(count: number, bodies: readonly ConstraintBody[]): CanonicalModel {
  return {
    variables: Array.from({ length: count }, (_, at) => ({
      id: `v${at}`,
      kind: 'choice',
      values: ['0', '1', '2'],
    })),
    constraints: bodies.map((body, at) => ({
      ruleId: `r${at}`,
      origin: 'rule',
      messageKey: 'm',
      bodies: [body],
    })),
  };
}

const JOINED: ConstraintBody = {
  kind: 'clauses',
  clauses: [
    [
      { variable: 0, in: [[0, 0]] },
      { variable: 1, in: [[1, 1]] },
    ],
    [
      { variable: 0, in: [[1, 1]] },
      { variable: 1, in: [[1, 2]] },
    ],
  ],
};
const TOGETHER: ConstraintBody = {
  kind: 'table',
  variables: [2, 3],
  rows: [
    [[[0, 0]], [[0, 0]]],
    [[[1, 2]], [[1, 1]]],
    [[[1, 1]], [[2, 2]]],
  ],
};
/** Each adds the index of its value. */
const LIMITED: ConstraintBody = {
  kind: 'sum',
  lower: null,
  upper: 3,
  terms: [4, 5, 6].map((variable) => ({ variable, weights: [0, 1, 2] })),
};

function prepared(bodies: readonly ConstraintBody[], count = 8) {
  const lowered = ground(modelOf(count, bodies));
  const propagator = new Propagator(new DomainStore(lowered), constraintStore(lowered));
  const finder = new ComponentFinder(propagator);
  const all = Array.from({ length: count }, (_, at) => at);
  return {
    split: (variables: readonly number[] = all) => {
      const { components, free } = finder.split(variables);
      return { components: components.map((component) => [...component]), free };
    },
    decide: (variable: number, index: number) => {
      propagator.assign(variable, index);
      expect(propagator.propagate()).toBe(true);
    },
    mark: () => propagator.domains.mark(),
    undoTo: (mark: number) => propagator.domains.undoTo(mark),
    keyOf: (variables: readonly number[]) => {
      const table = new KeyTable(1_000);
      finder.writeKey(table, Int32Array.from(variables) satisfies Component);
      return [...table.saved()].join();
    },
  };
}

describe('what is left to decide', () => {
  it('falls apart where no rule joins it', () => {
    const { split } = prepared([JOINED, TOGETHER, LIMITED]);
    expect(split()).toEqual({
      components: [
        [0, 1],
        [2, 3],
        [4, 5, 6],
      ],
      free: [],
    });
  });

  it('is free where rules do not ask about it any more', () => {
    const { split, decide } = prepared([JOINED, TOGETHER, LIMITED]);
    // 1 keeps both clauses, 0 the table, and without the 2 of one the others stay within the sum.
    decide(1, 1);
    decide(4, 0);
    expect(split()).toEqual({
      components: [
        [2, 3],
        [5, 6],
      ],
      free: [0],
    });
    decide(5, 1);
    expect(split()).toEqual({ components: [[2, 3]], free: [0, 6] });
  });

  it('has the same key where the same is left, however it came about', () => {
    const { decide, mark, undoTo, keyOf } = prepared([LIMITED]);
    const start = mark();
    decide(4, 1);
    const one = keyOf([5, 6]);
    undoTo(start);
    decide(4, 2);
    const two = keyOf([5, 6]);
    undoTo(start);
    decide(4, 1);
    expect(keyOf([5, 6])).toBe(one);
    expect(two).not.toBe(one);
  });

  it('has another key with other rows of a table, and with other domains', () => {
    const wide: ConstraintBody = {
      kind: 'table',
      variables: [0, 1, 2],
      rows: [
        [[[0, 0]], [[0, 0]], [[0, 1]]],
        [[[0, 1]], [[1, 1]], [[2, 2]]],
        [[[1, 1]], [[0, 0]], [[1, 2]]],
        [[[2, 2]], [[2, 2]], [[0, 2]]],
      ],
    };
    const { decide, mark, undoTo, keyOf } = prepared([wide], 3);
    const keys = [0, 1].map((index) => {
      const start = mark();
      decide(0, index);
      const key = keyOf([1, 2]);
      undoTo(start);
      return key;
    });
    expect(new Set([...keys, keyOf([1, 2])]).size).toBe(3);
  });
});
