import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomModel } from '../../testing/random-model.ts';
import { ground } from '../ground/ground.ts';
import type { GroundModel } from '../ground/ground-model.ts';
import { eliminationRanks } from './elimination-order.ts';

/** Variables of two classes; clauses over some of them each. */
function graphOf(count: number, cliques: readonly (readonly number[])[]): GroundModel {
  const none = new Int32Array(count + 1);
  return {
    sizes: new Int32Array(count).fill(2),
    offsets: none,
    valueOffsets: none,
    classOf: none,
    sums: [],
    tables: [],
    clauses: cliques.map((variables) => ({
      rule: 0,
      variables: Int32Array.from(variables),
      masks: variables.map(() => Int32Array.of(1)),
    })),
  };
}

const never = () => false;

describe('the order of decisions', () => {
  it('is the same for the same model, in whatever order its rules stand', () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const { clauses, sums, tables, ...rest } = ground(model);
        const turned = {
          ...rest,
          clauses: clauses.toReversed(),
          sums: sums.toReversed(),
          tables: tables.toReversed(),
        };
        expect(eliminationRanks(turned, never)).toEqual(
          eliminationRanks({ ...rest, clauses, sums, tables }, never),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('has every variable once, without those that are decided', () => {
    fc.assert(
      fc.property(randomModel, fc.nat({ max: 7 }), (model, fixed) => {
        const ranks = eliminationRanks(ground(model), (variable) => variable === fixed);
        const open = [...ranks].filter((_, variable) => variable !== fixed);
        expect(open.toSorted((a, b) => a - b)).toEqual([...open.keys()]);
        expect(ranks[fixed] ?? -1).toBe(-1);
      }),
      { numRuns: 200 },
    );
  });

  it('adds no edge where none is needed: in a tree no variable has two later neighbours', () => {
    const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((parents) => ({
      count: parents.length + 1,
      edges: parents.map((parent, at) => [parent % (at + 1), at + 1] as const),
    }));
    fc.assert(
      fc.property(trees, ({ count, edges }) => {
        const ranks = eliminationRanks(graphOf(count, edges), never);
        const later = new Int32Array(count);
        for (const [a, b] of edges) later[(ranks[a] as number) < (ranks[b] as number) ? a : b]! += 1;
        expect(Math.max(...later)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('decides the middle of a star before its points', () => {
    const ranks = eliminationRanks(
      graphOf(5, [
        [2, 0],
        [2, 1],
        [2, 3],
        [2, 4],
      ]),
      never,
    );
    expect([...ranks].filter((rank) => rank > (ranks[2] as number)).length).toBeLessThanOrEqual(1);
  });

  it('is that of the indices where every variable is beside every other', () => {
    const all = Array.from({ length: 60 }, (_, variable) => variable);
    expect([...eliminationRanks(graphOf(60, [all]), never)]).toEqual(all);
  });

  it('is found for a rule over thousands of variables, too', () => {
    const all = Array.from({ length: 4_000 }, (_, variable) => variable);
    const ranks = eliminationRanks(graphOf(4_000, [all]), (variable) => variable % 2 === 1);
    expect([...ranks].filter((rank) => rank >= 0).toSorted((a, b) => a - b)).toEqual(all.slice(0, 2_000));
  });
});
